// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OrNone;
import dev.martlet.core.config.Range;
import org.jspecify.annotations.Nullable;

/** What one client may ask for. */
@Doc("What a client may ask for at most.")
public record ListenerLimits(
        @Doc("All header lines of a request together; more is answered with 431.")
                @Default("32KiB")
                @Range(min = "1KiB", max = "1MiB")
                DataSize headerSize,
        @Doc("Number of header lines.") @Default("100") @Range(min = "1", max = "10000")
                int headers,
        @Doc("The request line; more is answered with 414.")
                @Default("8KiB")
                @Range(min = "256B", max = "1MiB")
                DataSize requestLine,
        @Doc("A request's body; more is answered with 413.") @Default("none") @OrNone
                @Nullable DataSize bodySize,
        @Doc("Connections at a time; further ones are closed at once.")
                @Default("10000")
                @Range(min = "1", max = "10M")
                Count connections,
        @Doc("HTTP/2 streams at a time in one connection.")
                @Default("128")
                @Range(min = "1", max = "100000")
                int concurrentStreams) {}
