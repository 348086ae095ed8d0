import { iterations } from '../shared/api.js';
import { Figure } from './figure.jsx';

export default async function Page() {
  return (
    <body data-server={await iterations()}>
      <Figure />
    </body>
  );
}
