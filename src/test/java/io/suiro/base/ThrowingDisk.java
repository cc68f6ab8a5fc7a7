package io.suiro.base;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * A real disk of whose methods some, once they have done their work, throw what no caller expects. One thread.
 */
public final class ThrowingDisk {
    private final Map<String, Throwable> thrown = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();

    public Disk disk() {
        return proxy(Disk.class, new FileSystemDisk());
    }

    /** From now on, of the disk and of its files. */
    public void failAfter(String method, Throwable failure) {
        thrown.put(method, failure);
    }

    /** Of the disk and of its files, so far. */
    public int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    private <T> T proxy(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call(real, method, arguments)));
    }

    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        calls.merge(method.getName(), 1, Integer::sum);
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (thrown.containsKey(method.getName())) {
            throw thrown.get(method.getName());
        }
        return result instanceof DiskFile file ? proxy(DiskFile.class, file) : result;
    }
}
