// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventEncoder;
import dev.martlet.core.EventSource;
import dev.martlet.provider.bedrock.AwsEventEncoder;
import dev.martlet.provider.bedrock.AwsEventSource;
import dev.martlet.provider.pool.EventFormat;
import org.jspecify.annotations.Nullable;

/** The event stream of AWS, which has no comments. */
final class AwsFormat implements EventFormat {
    private final EventEncoder encoder = new AwsEventEncoder();

    @Override
    public String mediaType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public EventSource read(Body body) {
        return new AwsEventSource(body);
    }

    @Override
    public EventEncoder encoder() {
        return encoder;
    }

    @Override
    public @Nullable Event keepAlive() {
        return null;
    }
}
