package io.salessync.architecture.broken.fields;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

class InjectedField {
    @Autowired
    @Nullable Runnable something;
}
