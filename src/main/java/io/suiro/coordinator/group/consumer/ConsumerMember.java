package io.suiro.coordinator.group.consumer;

/** A member of a consumer group. */
public record ConsumerMember(String memberId, MemberTerms terms, MemberProgress progress) {
    static ConsumerMember unknown(String memberId) {
        return new ConsumerMember(memberId, MemberTerms.UNKNOWN, MemberProgress.NEW);
    }

    ConsumerMember with(MemberTerms terms) {
        return new ConsumerMember(memberId, terms, progress);
    }

    ConsumerMember with(MemberProgress progress) {
        return new ConsumerMember(memberId, terms, progress);
    }
}
