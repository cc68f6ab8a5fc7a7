package io.suiro.bench.application;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** So that there is HTTP, as in most applications. */
@Path("/ping")
public class Ping {
    @GET
    public String ping() {
        return "pong";
    }
}
