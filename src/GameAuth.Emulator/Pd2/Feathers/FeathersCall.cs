using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Pd2.Feathers;

/// <summary>A call of a service, however it came.</summary>
/// <param name="Method">One of <see cref="FeathersMethod.All"/>.</param>
/// <param name="Path">The service, such as <c>market/listing</c>.</param>
internal sealed record FeathersCall(string Method, string Path)
{
    /// <summary>Null for a call without one, or of all that the query finds.</summary>
    public string? Id { get; init; }

    /// <summary>The service, and what of it is called for by its id.</summary>
    public string Resource => Id is null ? Path : $"{Path}/{Id}";

    public JsonObject Data { get; init; } = [];

    public JsonObject Query { get; init; } = [];

    /// <summary>What came over the socket: path, id, data, query, as far as the method has them; the query may be left out.</summary>
    /// <exception cref="FeathersException">The arguments are not those of the method.</exception>
    public static FeathersCall Read(string method, IReadOnlyList<JsonNode?> arguments, bool refusesMore)
    {
        if (arguments is not [{ } first, ..] || TextOf(first) is not { } path) { throw new FeathersException(404, "Service 'undefined' not found"); }
        FeathersCall call = new(method, path.Trim('/'));
        int at = 1;
        if (FeathersMethod.TakesId(method)) { call = call with { Id = IdOf(At(arguments, at++)) }; }
        if (FeathersMethod.TakesData(method)) { call = call with { Data = ObjectOf(At(arguments, at++), "data") }; }
        call = call with { Query = ObjectOf(At(arguments, at++), "query") };
        return arguments.Count > at && refusesMore ? throw new FeathersException(400, $"Too many arguments for '{method}' method") : call;
    }

    public static string? IdOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number => node.ToJsonString(),
        _ => throw new FeathersException(400, "the id must be a text or a number"),
    };

    private static JsonObject ObjectOf(JsonNode? node, string what) => node switch
    {
        null => [],
        JsonObject one => one,
        _ => throw new FeathersException(400, string.Create(CultureInfo.InvariantCulture, $"the {what} must be an object")),
    };

    private static JsonNode? At(IReadOnlyList<JsonNode?> arguments, int index) => index < arguments.Count ? arguments[index] : null;

    private static string? TextOf(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;
}

/// <summary>The six methods of a Feathers service, by their names on the wire.</summary>
internal static class FeathersMethod
{
    public const string Find = "find";
    public const string Get = "get";
    public const string Create = "create";
    public const string Update = "update";
    public const string Patch = "patch";
    public const string Remove = "remove";

    public static IReadOnlyList<string> All { get; } = [Find, Get, Create, Update, Patch, Remove];

    public static bool TakesId(string method) => method is not (Find or Create);

    public static bool TakesData(string method) => method is Create or Update or Patch;
}
