// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.provider.call.Outgoing;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A WebSocket (RFC 6455) to a model that listens and talks. */
public final class RealtimeRelay implements RelayRequest {
    private static final String MODEL = "model=";
    private static final String PROTOCOLS = "sec-websocket-protocol";

    /**
     * What browsers, which cannot set fields of the request, put among the protocols: their key,
     * and whom to bill. They are the gateway's business, or nobody's.
     */
    private static final List<String> SECRETS =
            List.of("openai-insecure-api-key.", "openai-organization.", "openai-project.");

    private static final List<String> PASSED =
            List.of("sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions");

    private final RequestHead head;
    private final String model;

    /**
     * A request.
     *
     * @param head what the client sent
     * @throws GatewayException with a 400 if it names no model, a 426 if it is no WebSocket
     */
    public RealtimeRelay(RequestHead head) {
        this.head = head;
        String upgrade = head.headers().first(HeaderNames.UPGRADE).orElse("");
        if (!upgrade.equalsIgnoreCase("websocket")) {
            throw new GatewayException(
                    new Failure.ModelFailed(
                            Status.create(426),
                            "upgrade_required",
                            "This is a WebSocket: ask for it with Upgrade: websocket.",
                            null,
                            null,
                            false));
        }
        this.model = model(head.query());
    }

    private static String model(@Nullable String query) {
        for (String pair : pairs(query)) {
            if (pair.startsWith(MODEL) && pair.length() > MODEL.length()) {
                try {
                    return URLDecoder.decode(
                            pair.substring(MODEL.length()), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        throw BadRelay.of("model", "model: missing (expected: the name of a model, in the query)");
    }

    private static List<String> pairs(@Nullable String query) {
        return query == null ? List.of() : Arrays.asList(query.split("&", -1));
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public String dialect() {
        return "openai-chat";
    }

    @Override
    public boolean stream() {
        return true;
    }

    @Override
    public boolean fits(Provider provider) {
        return provider.api().operations().contains(Operation.REALTIME)
                && Shape.of(provider.dialect()) == Shape.OPENAI;
    }

    @Override
    public Outgoing write(Provider provider, String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("upgrade", "websocket");
        for (String field : PASSED) {
            head.headers()
                    .first(HeaderNames.create(field))
                    .ifPresent(value -> headers.put(field, value));
        }
        String protocols = protocols();
        if (!protocols.isEmpty()) {
            headers.put(PROTOCOLS, protocols);
        }
        return new Outgoing(
                head.method(),
                Targets.of(provider, Operation.REALTIME, "/realtime", name) + '?' + query(name),
                Payload.NONE,
                headers,
                null);
    }

    private String protocols() {
        List<String> kept = new ArrayList<>();
        for (String line : lines()) {
            for (String protocol : line.split(",", -1)) {
                String name = protocol.strip();
                String small = name.toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && SECRETS.stream().noneMatch(small::startsWith)) {
                    kept.add(name);
                }
            }
        }
        return String.join(", ", kept);
    }

    private List<String> lines() {
        var name = HeaderNames.create(PROTOCOLS);
        return head.headers().contains(name) ? head.headers().get(name).allValues() : List.of();
    }

    /** The one that was found is the one that is asked: others of that name are left out. */
    private String query(String name) {
        List<String> kept = new ArrayList<>();
        kept.add(MODEL + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
        for (String pair : pairs(head.query())) {
            String decoded;
            try {
                decoded = URLDecoder.decode(pair, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                continue;
            }
            if (!pair.isEmpty() && !decoded.startsWith(MODEL) && !decoded.equals("model")) {
                kept.add(pair);
            }
        }
        return String.join("&", kept);
    }

    @Override
    public boolean replayable(long limit) {
        return true;
    }

    /** What was said is in the frames, which nobody reads here. */
    @Override
    public long tokens(TokenCounter tokens, String name) {
        return 0;
    }
}
