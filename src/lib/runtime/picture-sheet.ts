/**
 * The drawings of the app as an element to put into a page that will have no network. Null when they do not come. Asked for
 * as a document, because no text becomes markup here.
 */
export function loadPictureSheet(): Promise<Element | null> {
	return new Promise((resolve) => {
		const request = new XMLHttpRequest();
		request.open('GET', '/pictures.svg');
		request.responseType = 'document';
		request.onload = () => {
			const root = request.responseXML?.documentElement;
			resolve(root?.localName === 'svg' ? document.importNode(root, true) : null);
		};
		request.onerror = request.ontimeout = () => resolve(null);
		request.timeout = 15_000;
		request.send();
	});
}
