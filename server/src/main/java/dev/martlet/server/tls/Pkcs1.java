// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.io.ByteArrayOutputStream;

/**
 * Wraps an RSA key of PKCS#1 (RFC 8017, A.1.2) as PKCS#8 (RFC 5208), the only form that the JDK
 * reads.
 */
final class Pkcs1 {
    /** INTEGER 0, and the AlgorithmIdentifier of rsaEncryption with NULL parameters. */
    private static final byte[] HEAD = {
        2,
        1,
        0,
        0x30,
        0x0d,
        6,
        9,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        1,
        1,
        1,
        5,
        0
    };

    private Pkcs1() {}

    static byte[] toPkcs8(byte[] pkcs1) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(HEAD);
        element(body, 0x04, pkcs1);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        element(whole, 0x30, body.toByteArray());
        return whole.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        out.writeBytes(content);
    }
}
