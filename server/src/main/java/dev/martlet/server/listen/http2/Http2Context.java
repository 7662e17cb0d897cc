// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.connection.DateField;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.entry.ExchangeHandler;

/** What the streams of a connection need beside each other. */
record Http2Context(
        ListenerSettings settings,
        ExchangeHandler handler,
        DateField date,
        RefusalListener refusals) {}
