using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary>A service over documents with an <c>_id</c>: paged, sorted, filtered, and changed by whom they belong to. What changes is told before the change is answered.</summary>
internal abstract class CollectionService(Pd2Authority authority, string path, string noun, string? scope, params IReadOnlyList<string> methods)
    : Pd2Service(path, noun, scope, methods)
{
    protected Pd2Authority Authority => authority;

    public List<JsonObject> Documents { get; } = [];

    public override JsonNode Answer(Pd2Call call)
    {
        FeathersCall asked = call.Feathers;
        return asked.Method switch
        {
            FeathersMethod.Find => FeathersQuery.Page(Documents.Where(one => Sees(call.Player, one)), asked.Query, one => Shape(one, asked.Query)),
            FeathersMethod.Get => Shape(Named(call), asked.Query),
            FeathersMethod.Create => Shape(Add(Made(call), call.Player, call.Now), asked.Query),
            FeathersMethod.Remove => Removed(call),
            _ => asked.Id is null ? ChangedAll(call) : Shape(ChangedOne(call, Named(call)), asked.Query),
        };
    }

    /// <summary>Adds a document as somebody's.</summary>
    public JsonObject Add(JsonObject one, EmulatedPd2Player by, DateTimeOffset now)
    {
        one.Insert(0, "_id", Pd2Text.NewId());
        one["created_at"] = Pd2Text.Time(now);
        one["updated_at"] = Pd2Text.Time(now);
        one["created_by_id"] = by.Id;
        one["updated_by_id"] = by.Id;
        Documents.Add(one);
        Publish("created", one);
        Added(one, by, now);
        return one;
    }

    public JsonObject? WithId(string? id) => Documents.FirstOrDefault(one => Text(one, "_id") == id);

    protected static string? Text(JsonObject one, string name) => one[name]?.ToString();

    /// <summary>Whether a player may know of a document.</summary>
    protected virtual bool Sees(EmulatedPd2Player player, JsonObject one) => true;

    /// <summary>Whether a player may change a document, or remove it.</summary>
    protected virtual bool Owns(EmulatedPd2Player player, JsonObject one) => Text(one, "user_id") == player.Id;

    /// <summary>The document as the answer has it, with what the query resolves.</summary>
    protected virtual JsonNode Shape(JsonObject one, JsonObject query) => one.DeepClone();

    /// <summary>What a create makes, checked.</summary>
    protected virtual JsonObject Made(Pd2Call call) => call.Feathers.Data.DeepClone().AsObject();

    /// <summary>What a patch may not do.</summary>
    protected virtual void CheckChange(Pd2Call call, JsonObject one)
    {
    }

    protected virtual void Added(JsonObject one, EmulatedPd2Player by, DateTimeOffset now)
    {
    }

    protected virtual void Dropped(JsonObject one)
    {
    }

    protected static JsonObject UserOf(EmulatedPd2Player player) =>
        new() { ["_id"] = player.Id, ["username"] = player.Username, ["in_game_account"] = player.FirstAccount };

    protected JsonNode? UserOf(string? id) => authority.Find(id) is { } player ? UserOf(player) : null;

    private JsonObject Named(Pd2Call call) => WithId(call.Feathers.Id) is { } one && Sees(call.Player, one)
        ? one
        : throw new FeathersException(404, $"No record found for id '{call.Feathers.Id}'");

    private JsonNode Removed(Pd2Call call)
    {
        JsonObject one = Named(call);
        if (!Owns(call.Player, one)) { throw new FeathersException(403, "You are not allowed to remove this"); }
        Documents.Remove(one);
        Dropped(one);
        Publish("removed", one);
        return Shape(one, call.Feathers.Query);
    }

    private JsonArray ChangedAll(Pd2Call call)
    {
        JsonObject[] found = [.. Documents.Where(one => Sees(call.Player, one) && FeathersQuery.Matches(one, call.Feathers.Query))];
        return new JsonArray([.. found.Select(one => Shape(ChangedOne(call, one), call.Feathers.Query))]);
    }

    private JsonObject ChangedOne(Pd2Call call, JsonObject one)
    {
        CheckChange(call, one);
        foreach ((string name, JsonNode? value) in call.Feathers.Data)
        {
            if (name is "_id" or "created_at" or "created_by_id") { continue; }
            if (name == "$push") { Push(one, value as JsonObject ?? []); }
            else { one[name] = value?.DeepClone(); }
        }

        one["updated_at"] = Pd2Text.Time(call.Now);
        one["updated_by_id"] = call.Player.Id;
        Publish(call.Feathers.Method == FeathersMethod.Update ? "updated" : "patched", one);
        return one;
    }

    private static void Push(JsonObject one, JsonObject lists)
    {
        foreach ((string name, JsonNode? value) in lists) { (one[name] as JsonArray)?.Add(value?.DeepClone()); }
    }

    private void Publish(string what, JsonObject one) => authority.Hub.Publish($"{Path} {what}", one, player => Sees(player, one));
}
