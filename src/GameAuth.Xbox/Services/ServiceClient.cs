using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The calls of one Xbox service by one account: what the typed services share.</summary>
/// <param name="account">Whose token.</param>
/// <param name="api">Sends the calls.</param>
/// <param name="endpoint">The name of the service's endpoint.</param>
/// <param name="contractVersion">The <c>x-xbl-contract-version</c> of its calls.</param>
internal sealed class ServiceClient(XboxAccount account, XboxApi api, string endpoint, int contractVersion)
{
    public XboxImages Images => api.Images;

    /// <summary>A call; name a language where the answer has texts.</summary>
    public XboxCall Call(string step, string target, string? language = null) => new(step, endpoint, target, contractVersion) { Language = language };

    /// <summary>The language to ask for: the caller's, or that of the options.</summary>
    /// <exception cref="ArgumentException">It is no language tag.</exception>
    public string Language(string? language, string argument = "language") => api.LanguageOr(XboxArguments.Language(language, argument));

    /// <summary>The account's own id, also before the sign-in was completed.</summary>
    public ValueTask<string> OwnXuidAsync(CancellationToken cancellationToken) => XboxApi.XuidOfAsync(account, cancellationToken);

    /// <summary>How paths name a player: <c>xuid(…)</c>.</summary>
    /// <param name="xuid">The player; null for the account's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<string> PlayerAsync(string? xuid, CancellationToken cancellationToken) =>
        $"xuid({Uri.EscapeDataString(xuid ?? await OwnXuidAsync(cancellationToken).ConfigureAwait(false))})";

    /// <summary>Asks for something that has to be there.</summary>
    public async Task<TResult> GetAsync<TBody, TResult>(
        XboxCall call, JsonTypeInfo<TBody> type, Func<XboxAnswer<TBody>, TResult> read, CancellationToken cancellationToken)
        where TBody : class =>
        read(await api.GetAsync(account, call, type, cancellationToken).ConfigureAwait(false));

    /// <summary>Asks for something that may not exist: null for a 404.</summary>
    public async Task<TResult?> FindAsync<TBody, TResult>(
        XboxCall call, JsonTypeInfo<TBody> type, Func<XboxAnswer<TBody>, TResult?> read, CancellationToken cancellationToken)
        where TBody : class
        where TResult : class =>
        await api.FindAsync(account, call, type, cancellationToken).ConfigureAwait(false) is { } answer ? read(answer) : null;
}

/// <summary>One call of an Xbox service. Every one of them only reads.</summary>
/// <param name="Step">The name of the call, for errors.</param>
/// <param name="Endpoint">The name of the service's endpoint.</param>
/// <param name="Target">Path and query.</param>
/// <param name="ContractVersion">The <c>x-xbl-contract-version</c>.</param>
internal sealed record XboxCall(string Step, string Endpoint, string Target, int ContractVersion)
{
    /// <summary>The <c>Accept-Language</c>; null where the answer has no text of the service's.</summary>
    public string? Language { get; init; }

    /// <summary>The JSON body of a query that is sent with POST; null for a GET.</summary>
    public byte[]? Body { get; init; }

    public XboxCall WithBody<T>(T body, JsonTypeInfo<T> type) => this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };
}

/// <summary>A service's answer, read.</summary>
/// <param name="Wire">The answer as it came, for errors about it.</param>
/// <param name="Body">Its body.</param>
internal readonly record struct XboxAnswer<T>(ProviderResponse Wire, T Body)
    where T : class
{
    /// <summary>A list that the answer must have: a null one is empty, but an answer without any is of another kind.</summary>
    public IReadOnlyList<TItem> Require<TItem>(IReadOnlyList<TItem>? list, string name) =>
        list ?? throw Wire.Failure($"has no list of {name}", isTransient: false);

    /// <summary>The items of such a list that can be read.</summary>
    public IReadOnlyList<TResult> ReadList<TItem, TResult>(IReadOnlyList<TItem>? list, string name, Func<TItem, TResult?> read)
        where TResult : class =>
        [.. Require(list, name).Select(read).OfType<TResult>()];
}
