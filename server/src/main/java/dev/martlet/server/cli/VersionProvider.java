// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.server.run.Version;
import picocli.CommandLine.IVersionProvider;

/** The version of Martlet and of the Java that runs it. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"martlet " + Version.number() + " (Java " + Runtime.version() + ")"};
    }
}
