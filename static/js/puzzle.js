/* A puzzle that costs a machine time and a visitor nothing: a number such that the SHA-256 of "<form_token>:<number>"
   begins with 16 zero bits. The answer goes into the hidden input _proof (portal/rules/forms/suspicion.py checks it).
   Own lines instead of crypto.subtle, which only answers on HTTPS and one promise a hash. It works in short turns, so
   that typing stays smooth; whoever sends the form before it is done is doubted a little more, and never refused. */

const TURN = 2000;
const form = document.querySelector("form.form--public");
const proof = form?.elements._proof;

/* The first 32 bits of the fractional parts of the roots of the first primes, as the standard defines them. */
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const part = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => part(Math.sqrt(prime)));
const ROUNDS = primes.map((prime) => part(Math.cbrt(prime)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/* The first word of the SHA-256 of a text in ASCII. */
export function firstWord(text) {
  const size = ((text.length + 72) >> 6) << 4;
  const words = new Int32Array(size);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
  words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
  words[size - 1] = 8 * text.length;
  const state = START.slice();
  const w = new Int32Array(64);
  for (let at = 0; at < size; at += 16) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[at + i];
      else {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  return state[0] >>> 0;
}

function search(token, from) {
  for (let n = from; n < from + TURN; n++) {
    if (firstWord(`${token}:${n}`) >>> 16 === 0) return void (proof.value = String(n));
  }
  setTimeout(search, 0, token, from + TURN);
}

if (proof) search(form.elements.form_token.value, 0);
