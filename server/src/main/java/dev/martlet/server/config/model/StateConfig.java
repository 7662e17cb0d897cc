// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import java.nio.file.Path;

/** Where what outlives the process is kept. */
@Doc("Where counters, objects made at run time, and the ledger are kept. A change needs a restart.")
public record StateConfig(
        @Doc("embedded: in a file, by this process alone. memory: nowhere, for tests.")
                @Default("embedded")
                StateKind kind,
        @Doc("The folder of the file. It is made when there is something to keep.")
                @Default("./data")
                Path path) {}
