// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A DNS server on a real UDP port that answers questions for A and SRV (RFC 1035, RFC 2782). */
public final class TinyDns implements AutoCloseable {
    private static final int A = 1;
    private static final int SRV = 33;
    private static final int NAME_ERROR = 3;

    private final DatagramSocket socket;
    volatile List<Resolver.SrvRecord> records = List.of();
    private volatile List<String> hosts = List.of();
    volatile boolean silent;

    public TinyDns() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** What any name has for SRV records from now on; none: it is unknown. */
    public void services(Resolver.SrvRecord... found) {
        records = List.of(found);
    }

    /** What any name has for IPv4 addresses from now on; none: it is unknown. */
    public void addresses(String... found) {
        hosts = List.of(found);
    }

    /** Whether questions go without an answer. */
    public void silent(boolean now) {
        silent = now;
    }

    public String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (!silent) {
                    byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private byte[] answer(byte[] query) {
        int end = 12;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        int type = ByteBuffer.wrap(query).getShort(end + 1);
        List<Resolver.SrvRecord> found = type == SRV ? records : List.of();
        List<String> addresses = type == A ? hosts : List.of();
        boolean known = type == SRV ? !found.isEmpty() : !hosts.isEmpty();
        var out = ByteBuffer.allocate(1500);
        out.put(query, 0, 2);
        out.putShort((short) (0x8580 | (known ? 0 : NAME_ERROR)));
        out.putShort((short) 1).putShort((short) (found.size() + addresses.size())).putInt(0);
        out.put(query, 12, end + 5 - 12);
        for (String address : addresses) {
            out.putShort((short) 0xC00C).putShort((short) A).putShort((short) 1).putInt(0);
            out.putShort((short) 4).put(InetAddress.ofLiteral(address).getAddress());
        }
        for (Resolver.SrvRecord each : found) {
            out.putShort((short) 0xC00C).putShort((short) SRV).putShort((short) 1).putInt(0);
            int length = out.position();
            out.putShort((short) 0);
            out.putShort((short) each.priority()).putShort((short) each.weight());
            out.putShort((short) each.port());
            for (String label : each.target().split("\\.", -1)) {
                out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
            }
            out.put((byte) 0);
            out.putShort(length, (short) (out.position() - length - 2));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
