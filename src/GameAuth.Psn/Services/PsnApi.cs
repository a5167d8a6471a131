using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <summary>The way of the typed reads: one call, its answer read, its refusals typed. Equal reads of an account that are under way are one request.</summary>
internal sealed class PsnApi(Exchange exchange, PsnOptions options, ProviderContext context)
{
    private const int NotFound = 404;

    // Nothing is kept but what is under way; one finished answer has to be.
    private readonly Coalescer<(AccountId Account, Uri Target), ProviderResponse> _reads = new(new CoalescerOptions { Capacity = 1 }, context.Time);
    private readonly ServerUriPolicy _pictures = new(PsnDefaults.Provider, "*.playstation.net", "*.playstation.com", "*.sonyentertainmentnetwork.com") { AllowLoopback = context.AllowLoopback };

    public ILogger Log => context.Log;

    /// <summary>Reads something that has to be there.</summary>
    /// <exception cref="GameAuthException">The service refuses, or has an answer that can't be read.</exception>
    public async Task<PsnAnswer<T>> GetAsync<T>(PsnAccount account, PsnCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new PsnAnswer<T>(answer, answer.ReadJson(type)) : throw PsnErrors.OfApi(answer);
    }

    /// <summary>Reads something that may not exist (404): null then.</summary>
    public async Task<PsnAnswer<T>?> FindAsync<T>(PsnAccount account, PsnCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new PsnAnswer<T>(answer, answer.ReadJson(type)) : answer.Status == NotFound ? null : throw PsnErrors.OfApi(answer);
    }

    /// <summary>The address of a picture over https; null where there is none, or it is not the service's.</summary>
    public Uri? Picture(string? address)
    {
        const string Insecure = "http://";
        string? text = address?.Trim();
        bool isUpgraded = text?.StartsWith(Insecure, StringComparison.OrdinalIgnoreCase) == true && !(context.AllowLoopback && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.IsLoopback);
        return _pictures.Find(isUpgraded ? $"https://{text![Insecure.Length..]}" : text, "picture");
    }

    private async Task<ProviderResponse> SendAsync(PsnAccount account, PsnCall call, CancellationToken cancellationToken)
    {
        Uri target = new(options.EndpointOf(call.Endpoint), call.Target);
        ProviderCall read = new(call.Step, () => Build(target)) { Account = account, IsRepeatable = true };
        Coalesced<ProviderResponse> answer = await _reads.GetAsync(
            (account.Id, target), TimeSpan.Zero, ended => exchange.SendAsync(read, ended), cancellationToken).ConfigureAwait(false);
        return answer.Value;
    }

    private static HttpRequestMessage Build(Uri target)
    {
        HttpRequestMessage request = new(HttpMethod.Get, target);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}

/// <summary>One read of the API.</summary>
/// <param name="Step">The name of the call, for errors.</param>
/// <param name="Endpoint">The name of the endpoint.</param>
/// <param name="Target">Path and query.</param>
internal sealed record PsnCall(string Step, string Endpoint, string Target);

/// <summary>An answer of the API, read.</summary>
/// <param name="Wire">The answer as it came, for errors about it.</param>
/// <param name="Body">Its body.</param>
internal readonly record struct PsnAnswer<T>(ProviderResponse Wire, T Body)
    where T : class
{
    /// <summary>The items of a list that the answer must have, as far as they can be read.</summary>
    public IReadOnlyList<TResult> ReadList<TItem, TResult>(IReadOnlyList<TItem>? list, string name, Func<TItem, TResult?> read)
        where TResult : class =>
        [.. (list ?? throw Wire.Failure($"has no list of {name}", isTransient: false)).Select(read).OfType<TResult>()];

    /// <summary>Such a list as a page. The next one begins where the service says.</summary>
    public ApiPage<TResult> ReadPage<TItem, TResult>(IReadOnlyList<TItem>? list, string name, string? nextOffset, Func<TItem, TResult?> read)
        where TResult : class =>
        new(Wire, ReadList(list, name, read), FieldParser.CountOrNull(nextOffset) is > 0 and { } next ? PsnArguments.Text(next) : null);
}

/// <summary>Checks of what goes into addresses, made before anything is sent.</summary>
internal static class PsnArguments
{
    private const int MaxAccountId = 20;
    private const int MaxId = 64;

    /// <summary>A player: the account's own where none is named.</summary>
    public static string PlayerOf(PsnAccount account, string? accountId, [CallerArgumentExpression(nameof(accountId))] string name = "") =>
        accountId is null ? account.OwnId : AccountId(accountId, name);

    public static string AccountId(string accountId, [CallerArgumentExpression(nameof(accountId))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(accountId, name);
        return IsAccountId(accountId) ? accountId : throw new ArgumentException("This is no account id: those are decimal digits, kept as text.", name);
    }

    public static string OnlineId(string onlineId, [CallerArgumentExpression(nameof(onlineId))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(onlineId, name);
        return onlineId.Length is >= 3 and <= 16 && onlineId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? onlineId
            : throw new ArgumentException("This is no online id: those have 3 to 16 letters, digits, '_' and '-'.", name);
    }

    /// <summary>A segment of a path, in which dots and slashes have no place.</summary>
    public static string Id(string id, [CallerArgumentExpression(nameof(id))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(id, name);
        return IsId(id)
            ? id
            : throw new ArgumentException("This is no id of the service: those are letters, digits, '_' and '-'.", name);
    }

    public static bool IsId(string id) => id.Length is > 0 and <= MaxId && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    public static bool IsAccountId([NotNullWhen(true)] string? id) => id is { Length: > 0 and <= MaxAccountId } && id.All(char.IsAsciiDigit);

    public static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
