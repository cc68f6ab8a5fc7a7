"""Transactions of librdkafka, which says beforehand what belongs to them (transactions before v2)."""
import sys
from confluent_kafka import Consumer, Producer, TopicPartition, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

address = sys.argv[1]
admin = AdminClient({"bootstrap.servers": address})
for future in admin.create_topics([NewTopic("in", 1, 1), NewTopic("out", 2, 1)]).values():
    future.result()

plain = Producer({"bootstrap.servers": address})
for i in range(30):
    plain.produce("in", f"v{i}")
plain.flush()


def transactional():
    producer = Producer({"bootstrap.servers": address, "transactional.id": "librdkafka"})
    producer.init_transactions(30)
    return producer


def consumer(group, isolation):
    return Consumer({
        "bootstrap.servers": address, "group.id": group, "auto.offset.reset": "earliest",
        "enable.auto.commit": False, "isolation.level": isolation})


def take(reader, count):
    taken = []
    while len(taken) < count:
        message = reader.poll(30)
        if message is None:
            break
        if message.error():
            raise KafkaException(message.error())
        taken.append(message)
    return taken


producer = transactional()
worker = consumer("workers", "read_committed")
worker.subscribe(["in"])
for run in range(6):
    messages = take(worker, 5)
    producer.begin_transaction()
    for message in messages:
        producer.produce("out", message.value() + b"!", partition=run % 2)
    offsets = [TopicPartition("in", 0, messages[-1].offset() + 1)]
    producer.send_offsets_to_transaction(offsets, worker.consumer_group_metadata(), 30)
    if run == 2:
        producer.flush()  # what is not sent yet never would be
        producer.abort_transaction(30)
    else:
        producer.commit_transaction(30)
print("committed:", worker.committed([TopicPartition("in", 0)], 30)[0].offset)
worker.close()

reader = consumer("readers", "read_committed")
reader.subscribe(["out"])
values = sorted(int(message.value()[1:-1]) for message in take(reader, 25))
print("read:", values == [i for i in range(30) if not 10 <= i < 15])
reader.close()

everything = consumer("everything", "read_uncommitted")
everything.subscribe(["out"])
print("stored:", len(take(everything, 30)))
everything.close()

successor = transactional()
try:
    producer.begin_transaction()
    producer.produce("out", b"lost")
    producer.commit_transaction(30)
    print("not fenced")
except KafkaException as e:
    print("fenced:", e.args[0].fatal())
successor.begin_transaction()
successor.produce("out", b"v99!", partition=0)
successor.commit_transaction(30)
print("successor: True")
