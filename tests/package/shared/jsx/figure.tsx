import type { EndDetail } from 'staircase-lab/lab';

const ended = (event: CustomEvent<EndDetail>) => console.log(event.detail.message);

export const Figure = () => (
  <staircase-lab
    preset="figure-2"
    autoplay="false"
    controls="play step"
    views="curves"
    height="480px"
    theme="dark"
    id="figure"
    onfinished={ended}
    onrow={({ detail }) => console.log(detail.values.test_loss)}
    ref={(lab) => void lab?.play()}
  />
);

// @ts-expect-error there is no such theme
export const Sepia = () => <staircase-lab preset="figure-2" theme="sepia" />;

// @ts-expect-error there is no such attribute
export const Wrong = () => <staircase-lab presets="figure-2" />;
