using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>An error of a Feathers application (feathersjs repository, <c>packages/errors</c>). Any member may be missing, since errors that are not its own come too. Immutable.</summary>
/// <param name="Name">Its name, such as <c>NotFound</c>; null where it has none that can be shown.</param>
/// <param name="Status">Its code, which is an HTTP status; that of its name where it has none; null where neither says one.</param>
/// <param name="RetryAfter">How long to wait, where a 429 says so.</param>
internal sealed record FeathersError(string? Name, int? Status, TimeSpan? RetryAfter)
{
    // How long a 429 without a word of the time is taken to mean.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);

    private static readonly FrozenDictionary<string, int> Codes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["BadRequest"] = 400,
        ["NotAuthenticated"] = 401,
        ["TokenExpiredError"] = 401,
        ["JsonWebTokenError"] = 401,
        ["PaymentError"] = 402,
        ["Forbidden"] = 403,
        ["NotFound"] = 404,
        ["MethodNotAllowed"] = 405,
        ["NotAcceptable"] = 406,
        ["Timeout"] = 408,
        ["Conflict"] = 409,
        ["Gone"] = 410,
        ["LengthRequired"] = 411,
        ["Unprocessable"] = 422,
        ["TooManyRequests"] = 429,
        ["GeneralError"] = 500,
        ["NotImplemented"] = 501,
        ["BadGateway"] = 502,
        ["Unavailable"] = 503,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the login is refused.</summary>
    public bool IsNotAuthenticated => Status == 401;

    /// <summary>Reads one of any shape; of its text nothing is kept, since it may repeat what was sent.</summary>
    public static FeathersError Read(JsonElement error)
    {
        if (error.ValueKind is not JsonValueKind.Object)
        {
            return new FeathersError(Name: null, Status: null, RetryAfter: null);
        }

        string? name = Text(error, "name");
        int? code = Number(error, "code") ?? Number(error, "statusCode");
        int? status = code is >= 400 and <= 599 ? code : name is not null && Codes.TryGetValue(name, out int known) ? known : null;
        double? wait = error.TryGetProperty("data", out JsonElement data) && data.ValueKind is JsonValueKind.Object ? Number(data, "retryAfter") : null;
        return new FeathersError(ServerText.NameOrNull(name), status, wait is > 0 ? TimeSpan.FromSeconds(Math.Min(wait.Value, LongestHold.TotalSeconds)) : null);
    }

    /// <summary>The error that the caller is told.</summary>
    /// <param name="call">The call.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="time">The clock.</param>
    public GameAuthException ToException(FeathersCall call, string provider, TimeProvider time)
    {
        string said = $"{provider}: step '{call.Step}' was refused with {Name ?? "an error without a name"}{(Status is { } status ? $" ({status})" : "")}";
        return Status switch
        {
            429 => new ThrottledException($"{said}; wait before the next call.", time.GetUtcNow() + (RetryAfter ?? Hold), wasSent: true)
            { Provider = provider, Step = call.Step },

            // A gateway's word, as over HTTP: what is behind it may have done it.
            502 or 504 when call.Writes => new OutcomeUnknownException($"{said}, a gateway's word: it may have taken effect. Look before you repeat it.")
            { Provider = provider, Step = call.Step },

            _ => new ProviderException($"{said}.", Status, Name, isTransient: Status is 408 or >= 500) { Provider = provider, Step = call.Step },
        };
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement owner, string name) => !owner.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.Number ? (value.TryGetInt32(out int number) ? number : null)
        : value.ValueKind is JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int digits) ? digits : null;
}
