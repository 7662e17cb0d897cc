// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Puts an elliptic curve key as OpenSSL writes it (SEC 1, RFC 5915) into PKCS#8, the only form that
 * the JDK reads: the name of the curve moves from inside of the key to the algorithm.
 */
final class Sec1 {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] EC_PUBLIC_KEY = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private final byte[] bytes;
    private int position;
    private int end;

    private Sec1(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    static byte[] toPkcs8(byte[] sec1) throws PemException {
        byte[] algorithm = element(SEQUENCE, EC_PUBLIC_KEY, new Sec1(sec1).curve());
        return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, sec1));
    }

    private byte[] curve() throws PemException {
        int all = header(SEQUENCE);
        end = position + all;
        skip(header(INTEGER));
        skip(header(OCTET_STRING));
        int length = header(PARAMETERS);
        return Arrays.copyOfRange(bytes, position, position + length);
    }

    private void skip(int count) {
        position += count;
    }

    /** Reads tag and length; returns the length. */
    private int header(int tag) throws PemException {
        if (next() != tag) {
            throw unreadable();
        }
        int length = next();
        if (length >= 0x80) {
            int octets = length & 0x7f;
            if (octets > 2) {
                throw unreadable();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | next();
            }
        }
        if (length > end - position) {
            throw unreadable();
        }
        return length;
    }

    private int next() throws PemException {
        if (position >= end) {
            throw unreadable();
        }
        return bytes[position++] & 0xff;
    }

    private static PemException unreadable() {
        return new PemException("the private key cannot be read, or does not name its curve");
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
