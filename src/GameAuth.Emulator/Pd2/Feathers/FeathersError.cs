using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Pd2.Feathers;

/// <summary>An error as Feathers writes it: the same object in an answer over the socket and in a body over HTTP.</summary>
internal sealed record FeathersError(int Code, string Name, string Message)
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [400] = "BadRequest", [401] = "NotAuthenticated", [402] = "PaymentError", [403] = "Forbidden", [404] = "NotFound", [405] = "MethodNotAllowed",
        [406] = "NotAcceptable", [408] = "Timeout", [409] = "Conflict", [410] = "Gone", [411] = "LengthRequired", [422] = "Unprocessable",
        [429] = "TooManyRequests", [500] = "GeneralError", [501] = "NotImplemented", [502] = "BadGateway", [503] = "Unavailable",
    };

    public JsonObject? Data { get; init; }

    /// <summary>The name in small letters with dashes.</summary>
    private string ClassName => string.Concat(Name.Select((one, index) => char.IsAsciiLetterUpper(one) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(one) : one.ToString()));

    public static FeathersError Of(int code, string message) => new(code, Names.GetValueOrDefault(code, "GeneralError"), message);

    public static FeathersError NoLogin(string message, JsonObject? data = null) => Of(401, message) with { Data = data };

    /// <param name="isFeathers4">Version 4 always has <c>errors</c>.</param>
    public JsonObject ToJson(bool isFeathers4)
    {
        JsonObject json = new() { ["name"] = Name, ["message"] = Message, ["code"] = Code, ["className"] = ClassName };
        if (Data is not null) { json["data"] = Data.DeepClone(); }
        if (isFeathers4) { json["errors"] = new JsonObject(); }
        return json;
    }
}

/// <summary>Ends a call with an error. It never leaves the emulator.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Every call is answered with it, so nobody else sees it.")]
internal sealed class FeathersException(FeathersError error) : Exception(error.Message)
{
    public FeathersException(int code, string message)
        : this(FeathersError.Of(code, message))
    {
    }

    public FeathersError Error => error;
}
