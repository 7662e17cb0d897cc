// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.martlet.server.config.schema.SchemaWriter;
import java.util.List;

/** The generated schema in the hands of a validator that is not ours. */
final class Schemas2020 {
    private Schemas2020() {}

    static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaWriter.write(StandIns.WITH_OURS), InputFormat.JSON);
    }

    static List<Error> errors(Schema schema, String yaml) {
        return schema.validate(yaml, InputFormat.YAML);
    }
}
