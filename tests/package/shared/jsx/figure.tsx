import type { EndDetail } from 'staircase-lab/lab';

const ended = (event: CustomEvent<EndDetail>) => console.log(event.detail.message);

export const Figure = () => (
  <staircase-lab
    preset="figure-2"
    autoplay="false"
    id="figure"
    onfinished={ended}
    onrow={({ detail }) => console.log(detail.values.test_loss)}
    ref={(lab) => void lab?.play()}
  />
);

// @ts-expect-error there is no such attribute
export const Wrong = () => <staircase-lab presets="figure-2" />;
