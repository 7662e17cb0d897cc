// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestFailure;
import dev.martlet.provider.call.Outgoing;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request whose body is a form with files: read only as far as the name of its model, which is
 * replaced on the way; the rest streams.
 */
public final class FormRelay implements RelayRequest {
    /** In bytes: before the model there may be a file, and only so much of it is kept. */
    private static final long LOOK_AHEAD = 64L << 20;

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);[ \\t]*boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))");

    private final Operation operation;
    private final String path;
    private final Dialect dialect;
    private final String type;
    private final String boundary;
    private final FormScan scan;
    private final Spool spool;
    private final String model;

    /**
     * Reads up to the model.
     *
     * @param operation what is asked for
     * @param path where OpenAI has it behind the version
     * @param dialect the client's
     * @param otherwise the model where the form names none; empty if there has to be one
     * @param type of the body, with its boundary
     * @param body of the request; not closed
     * @throws GatewayException with a 400 if it is no form or has no model, a 413 if the model
     *     comes too late
     */
    public FormRelay(
            Operation operation,
            String path,
            Dialect dialect,
            String otherwise,
            String type,
            Body body) {
        this.operation = operation;
        this.path = path;
        this.dialect = dialect;
        this.type = type;
        Matcher matcher = BOUNDARY.matcher(type);
        if (!matcher.find()) {
            throw BadRelay.of(null, "The form has no boundary.");
        }
        this.boundary = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        this.scan = new FormScan(boundary);
        this.spool = new Spool(body, scan, LOOK_AHEAD);
        boolean good = false;
        try {
            lookAhead();
            this.model = scan.found() ? scan.model() : otherwise;
            if (model.isEmpty() || scan.first() < 0) {
                throw BadRelay.of("model", "model: missing (expected: the name of a model)");
            }
            good = true;
        } finally {
            if (!good) {
                spool.close();
            }
        }
    }

    private void lookAhead() {
        try {
            while (!scan.found() && !scan.over() && spool.fill()) {
                if (spool.full() && !scan.found()) {
                    throw new GatewayException(new RequestFailure.PayloadTooLarge(LOOK_AHEAD));
                }
            }
        } catch (BodyException e) {
            throw new GatewayException(e.failure(), e);
        } catch (IOException e) {
            throw new GatewayException(new Failure.ClientGone(), e);
        }
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public String dialect() {
        return dialect.name();
    }

    @Override
    public boolean fits(Provider provider) {
        return provider.api().operations().contains(operation)
                && Shape.of(provider.dialect()) == Shape.OPENAI;
    }

    @Override
    public Outgoing write(Provider provider, String name) {
        Body body = scan.found() ? replaced(name) : added(name);
        return new Outgoing(
                Method.POST,
                Targets.of(provider, operation, path, name),
                new Payload.Streaming(body),
                Map.of("content-type", type, "accept", "*/*"),
                null);
    }

    private Body replaced(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new SplicedBody(spool, scan.start(), scan.end(), bytes);
    }

    private Body added(String name) {
        String part =
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"
                        + name
                        + "\r\n";
        return new SplicedBody(
                spool, scan.first(), scan.first(), part.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean replayable(long limit) {
        return spool.replayable() && spool.size() <= limit;
    }

    /** Audio and images have no length in tokens that a text would tell. */
    @Override
    public long tokens(TokenCounter tokens, String name) {
        return 0;
    }

    @Override
    public void close() {
        spool.close();
    }
}
