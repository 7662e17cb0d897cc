// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the header of the PROXY protocol, version 1 (text) or 2 (binary), and not a byte more. See
 * "The PROXY protocol, versions 1 and 2", haproxy.org.
 */
final class ProxyHeader {
    /** Both versions are longer than this in all cases, so that one read can start either. */
    private static final int START = 12;

    /** The longest version 1 header, with its CRLF. */
    private static final int LONGEST_TEXT = 107;

    /** Addresses and extensions of version 2; the extensions are skipped. */
    private static final int LONGEST_BINARY = 4096;

    private static final byte[] SIGNATURE = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };

    private ProxyHeader() {}

    /** The client that the proxy speaks for. */
    record Source(InetAddress address, int port) {}

    /**
     * Reads the header.
     *
     * @return the client; empty if the proxy speaks for itself (LOCAL, a health check) or does not
     *     know (UNKNOWN)
     * @throws IOException if it is malformed or cut off
     */
    static Optional<Source> read(InputStream in) throws IOException {
        byte[] start = exactly(in, START);
        if (Arrays.equals(start, SIGNATURE)) {
            return binary(in);
        }
        if (new String(start, 0, 6, StandardCharsets.ISO_8859_1).equals("PROXY ")) {
            return text(in, start);
        }
        throw malformed("no PROXY header");
    }

    private static Optional<Source> text(InputStream in, byte[] start) throws IOException {
        byte[] line = Arrays.copyOf(start, LONGEST_TEXT);
        int length = START;
        // Byte by byte: what follows belongs to TLS or HTTP.
        while (line[length - 2] != '\r' || line[length - 1] != '\n') {
            if (length == LONGEST_TEXT) {
                throw malformed("no end of line");
            }
            int next = in.read();
            if (next < 0) {
                throw new EOFException("PROXY header: cut off");
            }
            line[length++] = (byte) next;
        }
        String text = new String(line, 0, length - 2, StandardCharsets.ISO_8859_1);
        String[] words = text.split(" ", -1);
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        if (words.length != 6) {
            throw malformed("not six words");
        }
        int addressLength =
                switch (words[1]) {
                    case "TCP4" -> 4;
                    case "TCP6" -> 16;
                    default -> throw malformed("neither TCP4 nor TCP6");
                };
        InetAddress source = literal(words[2], addressLength);
        literal(words[3], addressLength);
        port(words[5]);
        return Optional.of(new Source(source, port(words[4])));
    }

    private static InetAddress literal(String text, int length) throws IOException {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            // An IPv4-mapped IPv6 literal comes back as an IPv4 address.
            if (address.getAddress().length == length || (length == 16 && text.contains(":"))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("PROXY header: not an address", e);
        }
        throw malformed("an address of the other family");
    }

    private static int port(String text) throws IOException {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(Character::isDigit)) {
            throw malformed("not a port");
        }
        int port = Integer.parseInt(text);
        if (port > 65_535) {
            throw malformed("not a port");
        }
        return port;
    }

    private static Optional<Source> binary(InputStream in) throws IOException {
        byte[] fixed = exactly(in, 4);
        int version = (fixed[0] & 0xf0) >> 4;
        int command = fixed[0] & 0x0f;
        int family = (fixed[1] & 0xf0) >> 4;
        int transport = fixed[1] & 0x0f;
        int length = ((fixed[2] & 0xff) << 8) | (fixed[3] & 0xff);
        if (version != 2 || command > 1 || length > LONGEST_BINARY) {
            throw malformed("not version 2 with a known command");
        }
        byte[] rest = exactly(in, length);
        if (command == 0 || family == 0 || transport == 0) {
            return Optional.empty();
        }
        if (transport != 1) {
            throw malformed("not TCP");
        }
        int size =
                switch (family) {
                    case 1 -> 4;
                    case 2 -> 16;
                    default -> throw malformed("not an internet address");
                };
        if (rest.length < 2 * size + 4) {
            throw malformed("shorter than its addresses");
        }
        InetAddress source = InetAddress.getByAddress(Arrays.copyOf(rest, size));
        int port = ((rest[2 * size] & 0xff) << 8) | (rest[2 * size + 1] & 0xff);
        return Optional.of(new Source(source, port));
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("PROXY header: cut off");
        }
        return bytes;
    }

    private static IOException malformed(String why) {
        return new IOException("PROXY header: " + why);
    }
}
