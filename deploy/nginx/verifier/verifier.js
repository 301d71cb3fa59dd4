// Computes signatures for access.js in a machine that lives on. nginx gives every request a machine of its own, in which njs has to import the key
// anew, and that costs four times what the signature does; here a key is imported once and kept.
//
// It knows no policy, and nothing of what a token says: who asks names the algorithm, the key, what was signed and the signature, and is told
// whether they belong together. So it is the same for every bundle, and one that is older or newer than the bundle answers no less truly.
//
// A session of nginx's stream module is a connection that nginx's http side keeps, and every question on it a request of HTTP:
//
//     GET /?ALGORITHM,KEY,SIGNED.SIGNATURE      KEY is a SubjectPublicKeyInfo in base64, SIGNED.SIGNATURE a JWS in compact form (RFC 7515)
//
// 204 says that the signature is good, 403 that it is not, and 400 that it could not be asked; access.js then computes it itself.

const ALGORITHMS = {
    RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
    RS512: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
    PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
    PS384: { name: 'RSA-PSS', hash: 'SHA-384', saltLength: 48 },
    PS512: { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 },
    ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
    ES384: { name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384' },
    ES512: { name: 'ECDSA', hash: 'SHA-512', namedCurve: 'P-521' },
};

// njs frees nothing while its machine lives, some 17 KB a question, so that a session ends after this many.
const MAX_QUESTIONS = 100;

// nginx takes request lines of 8 KB unless it is told otherwise; four times as much is no question.
const MAX_BYTES = 32768;

function verify(session) {
    const keys = Object.create(null);
    let received = '', questions = 0;

    async function receive(data) {
        received += data;
        if (received.length > MAX_BYTES)
            return reply('400 Bad Request', true);
        if (!received.endsWith('\r\n\r\n'))
            return;
        const question = received.slice(received.indexOf('?') + 1, received.indexOf(' HTTP/1.'));
        received = '';
        questions++;
        let status = '400 Bad Request';
        try {
            status = await isGood(question) ? '204 No Content' : '403 Forbidden';
        } catch (e) {
            session.warn('access: a signature could not be computed: ' + e);
        }
        reply(status, questions === MAX_QUESTIONS);
    }

    async function isGood(question) {
        const end = question.indexOf(',', question.indexOf(',') + 1);
        const named = question.slice(0, end);
        const dot = question.lastIndexOf('.');
        const parameters = ALGORITHMS[named.slice(0, named.indexOf(','))];
        if (keys[named] === undefined)
            keys[named] = await crypto.subtle.importKey('spki', Buffer.from(named.slice(named.indexOf(',') + 1), 'base64'), parameters, false, ['verify']);
        return crypto.subtle.verify(parameters, keys[named], Buffer.from(question.slice(dot + 1), 'base64url'), question.slice(end + 1, dot));
    }

    function reply(status, isLast) {
        const length = status.startsWith('204') ? '' : 'Content-Length: 0\r\n';
        session.send('HTTP/1.1 ' + status + '\r\n' + length + (isLast ? 'Connection: close\r\n' : '') + '\r\n', { from_upstream: true });
    }

    session.on('upload', receive);
}

// The stream module wants somebody behind each session: this never says anything.
function silence(session) {
    session.on('upload', function () { });
}

export default { verify: verify, silence: silence };
