using System.Globalization;
using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Puts the account's access token and the ids of the request on whatever goes to the API's hosts, under the account's limits.</summary>
internal sealed class PsnAuthenticator(PsnGrants grants, PsnOptions options, PsnStamps stamps) : PsnAuthenticator<PsnGrant>(
    grants,
    static grant => grant.AccessToken,
    [options.EndpointOf(PsnEndpoint.Api), options.EndpointOf(PsnEndpoint.Community), options.EndpointOf(PsnEndpoint.Profiles)],
    stamps);

/// <summary>As above, with any token for any hosts of the service: what names and limits a request is the same.</summary>
internal class PsnAuthenticator<T>(TokenSource<T> source, Func<T, Secret> text, IEnumerable<Uri> hosts, PsnStamps stamps) : BearerAuthenticator<T>(source, hosts)
    where T : class, IToken
{
    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) => stamps.RunOf(attempt).Pace;

    public override ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        stamps.Put(attempt, request);
        return ValueTask.CompletedTask;
    }

    public override Verdict Judge(AttemptContext attempt, HttpResponseMessage response) => stamps.Edge.Judge(response) ?? base.Judge(attempt, response);

    public override Verdict Judge(AttemptContext attempt, ProviderResponse answer, Verdict head) => stamps.Edge.Judge(answer) ?? head;

    protected override Secret TextOf(T token) => text(token);
}

/// <summary>What every request with an account's token says of itself, wherever it goes. Safe for use from any thread.</summary>
internal sealed class PsnStamps(PsnOptions options, PsnEdge edge)
{
    private const string AppVersion = "x-psn-app-ver";

    private readonly ConditionalWeakTable<Account, PsnRun> _runs = [];

    public PsnEdge Edge => edge;

    public PsnRun RunOf(AttemptContext attempt) => _runs.GetValue(attempt.Account!, account => new PsnRun(
        attempt.Ids.NextSpan().ToString("x16", CultureInfo.InvariantCulture), PsnLimits.Call(account.Id)));

    public void Put(AttemptContext attempt, HttpRequestMessage request)
    {
        Set(request, "x-psn-request-id", attempt.Ids.NextUuid().ToString());
        Set(request, "x-psn-trace-id", RunOf(attempt).Trace);
        Set(request, "x-psn-span-id", attempt.Operation.ToString("x16", CultureInfo.InvariantCulture));
        Set(request, "Accept-Language", options.Locale);
        Set(request, "Country", options.Country);
        if (options.AppVersion is { } version && !request.Headers.NonValidated.Contains(AppVersion))
        {
            // A push connection may introduce itself with another one.
            request.Headers.TryAddWithoutValidation(AppVersion, version);
        }

        PsnUserAgent.Add(request);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}

/// <summary>An account in this run of the program: there is one handle of it.</summary>
internal sealed record PsnRun(string Trace, PaceRequest Pace);

/// <summary>What the requests call themselves: this package, and no app of the service's own.</summary>
internal static class PsnUserAgent
{
    /// <summary>The version of this package.</summary>
    public static string Version { get; } = typeof(PsnOptions).Assembly.GetName().Version!.ToString(3);

    private static readonly string Value = $"GameAuth.Psn/{Version}";

    /// <summary>An application's own request may have a name of its own.</summary>
    public static void Add(HttpRequestMessage request)
    {
        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", Value);
        }
    }
}
