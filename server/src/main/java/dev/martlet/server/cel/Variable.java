// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.StructValue;
import dev.martlet.core.Exchange;
import java.util.Optional;

/** A variable of one exchange; nothing is looked up before an expression asks for it. */
@SuppressWarnings("Immutable") // It lives within one evaluation, on one thread.
final class Variable extends StructValue<String, Object> {
    private final Fields fields;
    private final Exchange exchange;

    Variable(Fields fields, Exchange exchange) {
        this.fields = fields;
        this.exchange = exchange;
    }

    @Override
    public Object select(String field) {
        return find(field)
                .orElseThrow(() ->
                        new IllegalStateException(
                                fields.variable()
                                        + '.'
                                        + field
                                        + ": not there (expected: asked for by has() before, where not every caller has it)"));
    }

    @Override
    public Optional<Object> find(String field) {
        return fields.value(field, exchange);
    }

    @Override
    public Object value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return false;
    }

    @Override
    public CelType celType() {
        return StructTypeReference.create(fields.variable());
    }
}
