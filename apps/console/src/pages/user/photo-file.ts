export const maxPhotoBytes = 5 * 1_048_576;
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/** Why a file cannot be a photo, as far as that can be told before it is sent. */
export function fileFault({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (!photoTypes.some((known) => known === type)) return 'Choose a JPEG, PNG, WebP or GIF picture.';
  if (size > maxPhotoBytes) return 'Choose a picture of at most 5 MB.';
  return size === 0 ? 'This file is empty. Choose another one.' : undefined;
}

/** As a `data:` address, which the Content-Security-Policy allows pictures to have. */
export function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable file')));
    reader.readAsDataURL(file);
  });
}
