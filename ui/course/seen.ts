import type { Attachment } from 'svelte/attachments';

/** Calls back once, when the element comes near the window: what is far below is not computed yet. */
export const seen =
  (act: () => void): Attachment =>
  (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        act();
      },
      { rootMargin: '300px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
