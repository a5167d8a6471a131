using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary><c>social/conversation</c>: known to those who take part.</summary>
internal sealed class ConversationService(Pd2Authority authority)
    : CollectionService(authority, "social/conversation", "conversation", "conversation", FeathersMethod.Find, FeathersMethod.Get, FeathersMethod.Create, FeathersMethod.Remove)
{
    public MessageService? Messages { get; set; }

    public static bool Has(JsonObject one, string id) => one["participant_ids"] is JsonArray list && list.Any(part => part?.ToString() == id);

    protected override bool Sees(EmulatedPd2Player player, JsonObject one) => Has(one, player.Id);

    protected override bool Owns(EmulatedPd2Player player, JsonObject one) => Has(one, player.Id);

    protected override JsonObject Made(Pd2Call call)
    {
        string[] ids = [.. (call.Feathers.Data["participant_ids"] as JsonArray ?? []).Select(one => one?.ToString() ?? "").Append(call.Player.Id).Distinct()];
        if (ids.Length < 2 || ids.Any(id => Authority.Find(id) is null)) { throw new FeathersException(400, "participant_ids must name players, and somebody else"); }
        return Of(ids);
    }

    public static JsonObject Of(params IReadOnlyList<string> ids) => new() { ["participant_ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };

    protected override JsonNode Shape(JsonObject one, JsonObject query)
    {
        JsonObject shown = one.DeepClone().AsObject();
        if (query["$resolve"] is not JsonObject resolve) { return shown; }
        JsonObject[] messages = [.. Messages!.In(Text(one, "_id"))];
        if (resolve["participants"] is not null) { shown["participants"] = new JsonArray([.. (one["participant_ids"] as JsonArray ?? []).Select(id => UserOf(id?.ToString()))]); }
        if (resolve["latestMessage"] is not null) { shown["latestMessage"] = messages.LastOrDefault()?.DeepClone(); }
        if (resolve["unreadCount"] is not null) { shown["unreadCount"] = messages.Count(message => message["reader_ids"] is JsonArray { Count: <= 1 }); }
        return shown;
    }
}

/// <summary><c>social/message</c>: pushed to everybody else in its conversation.</summary>
internal sealed class MessageService : CollectionService
{
    public MessageService(Pd2Authority authority)
        : base(authority, "social/message", "message", "message", FeathersMethod.Find, FeathersMethod.Create, FeathersMethod.Patch) =>
        Conversations = new ConversationService(authority) { Messages = this };

    public ConversationService Conversations { get; }

    public IEnumerable<JsonObject> In(string? conversation) => Documents.Where(one => Text(one, "conversation_id") == conversation);

    /// <summary>A player writes to another, in the conversation that they have.</summary>
    public JsonObject Send(EmulatedPd2Player from, EmulatedPd2Player to, string content, DateTimeOffset now)
    {
        JsonObject conversation = Conversations.Documents.FirstOrDefault(one => ConversationService.Has(one, from.Id) && ConversationService.Has(one, to.Id))
            ?? Conversations.Add(ConversationService.Of(from.Id, to.Id), from, now);
        return Add(Of(conversation, from, content), from, now);
    }

    protected override bool Sees(EmulatedPd2Player player, JsonObject one) => Conversations.WithId(Text(one, "conversation_id")) is { } conversation && ConversationService.Has(conversation, player.Id);

    protected override JsonObject Made(Pd2Call call)
    {
        JsonObject data = call.Feathers.Data;
        if (Conversations.WithId(Text(data, "conversation_id")) is not { } conversation || !ConversationService.Has(conversation, call.Player.Id)) { throw new FeathersException(400, "conversation_id names no conversation of yours"); }
        return Of(conversation, call.Player, Text(data, "content") ?? "");
    }

    protected override JsonNode Shape(JsonObject one, JsonObject query)
    {
        JsonObject shown = one.DeepClone().AsObject();
        if (query["$resolve"] is JsonObject resolve && resolve["sender"] is not null) { shown["sender"] = UserOf(Text(one, "sender_id")); }
        return shown;
    }

    protected override void Added(JsonObject one, EmulatedPd2Player by, DateTimeOffset now) => Authority.Hub.Push(Path + " pushed", one, player => player.Id != by.Id && Sees(player, one));

    private static JsonObject Of(JsonObject conversation, EmulatedPd2Player from, string content) => new()
    {
        ["conversation_id"] = Text(conversation, "_id"), ["sender_id"] = from.Id, ["content"] = content, ["reader_ids"] = new JsonArray(from.Id),
    };
}
