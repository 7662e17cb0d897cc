// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** Passive health: what the traffic itself shows. */
@Doc("Ejects endpoints whose replies fail (5xx, connection errors, timeouts).")
public record OutlierConfig(
        @Doc("Failures in a row that eject an endpoint.")
                @Default("5")
                @Range(min = "1", max = "10000")
                int consecutive,
        @Doc("How long it stays out the first time; each further time longer.")
                @Default("30s")
                @Range(min = "1ms", max = "1d")
                Duration eject,
        @Doc("The share of endpoints that may be out at a time.") @Default("50%")
                Percent maxEjected) {}
