'use client';
import { useEffect } from 'react';
import { iterations } from '../shared/api.js';
import { STATE } from '../shared/element.js';

export function Figure() {
  useEffect(() => {
    iterations().then((count) => (document.body.dataset.api = count));
  }, []);
  return (
    <>
      <staircase-lab state={STATE} />
      <staircase-lab preset="digits" autoplay="false" />
    </>
  );
}
