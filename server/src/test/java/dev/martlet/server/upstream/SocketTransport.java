// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.martlet.core.Attempt;
import dev.martlet.core.Body;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The least of HTTP/1.1 over real sockets, with kept connections: enough to test services before
 * and without the real transport. Speaks to {@link FakeUpstream} only.
 */
final class SocketTransport implements Transport {
    private final EndpointAddress address;
    private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closed;

    SocketTransport(EndpointAddress address) {
        this.address = address;
    }

    @Override
    public Reply send(Attempt attempt) {
        @Nullable Socket kept = idle.pollFirst();
        Socket socket = kept != null ? kept : connect();
        inFlight.incrementAndGet();
        try {
            long left = attempt.deadline().remaining(System.nanoTime()) / 1_000_000;
            socket.setSoTimeout(Math.clamp(left, 1, 60_000));
            var head = attempt.call().head();
            String request = head.method().text() + ' ' + head.target() + " HTTP/1.1\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            Reply reply = read(socket.getInputStream());
            return reply.onClose(() -> giveBack(socket));
        } catch (SocketTimeoutException e) {
            drop(socket);
            throw new GatewayException(new UpstreamFailure.Timeout("test", "try"), e);
        } catch (IOException e) {
            drop(socket);
            throw new GatewayException(new UpstreamFailure.Reset("test", false), e);
        }
    }

    private Socket connect() {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), 1_000);
            return socket;
        } catch (IOException e) {
            throw new GatewayException(new UpstreamFailure.Connect("test"), e);
        }
    }

    private static Reply read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end of stream in the head of a reply");
            }
            head.write(next);
            text = head.toString(US_ASCII);
        }
        byte[] body = in.readNBytes(2);
        if (body.length < 2) {
            throw new IOException("end of stream in a body");
        }
        int status = Integer.parseInt(text.split(" ", 3)[1]);
        return StreamedReply.of(Status.create(status), WritableHeaders.create(), Body.of(body));
    }

    private void giveBack(Socket socket) {
        inFlight.decrementAndGet();
        idle.addFirst(socket);
        if (closed) {
            dropIdle();
        }
    }

    private void drop(Socket socket) {
        inFlight.decrementAndGet();
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }

    private void dropIdle() {
        for (Socket each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            closeQuietly(each);
        }
    }

    @Override
    public Stats stats() {
        return new Stats(idle.size() + inFlight.get(), idle.size(), inFlight.get());
    }

    @Override
    public void close() {
        closed = true;
        dropIdle();
    }
}
