using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Puts the account's access token and the ids of the request on whatever goes to the API's hosts, under the account's limits.</summary>
internal sealed class PsnAuthenticator(PsnGrants grants, PsnOptions options, PsnEdge edge)
    : BearerAuthenticator<PsnGrant>(grants, [options.EndpointOf(PsnEndpoint.Api), options.EndpointOf(PsnEndpoint.Community), options.EndpointOf(PsnEndpoint.Profiles)])
{
    private readonly ConditionalWeakTable<Account, PsnRun> _runs = [];

    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) =>
        RunOf(attempt).Paces.Of(request, attempt.LastResponse is { StatusCode: HttpStatusCode.Unauthorized });

    public override ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Set(request, "x-psn-request-id", attempt.Ids.NextUuid().ToString());
        Set(request, "x-psn-trace-id", RunOf(attempt).Trace);
        Set(request, "x-psn-span-id", attempt.Operation.ToString("x16", CultureInfo.InvariantCulture));
        Set(request, "Accept-Language", options.Locale);
        Set(request, "Country", options.Country);
        if (options.AppVersion is { } version)
        {
            Set(request, "x-psn-app-ver", version);
        }

        PsnUserAgent.Add(request);
        return ValueTask.CompletedTask;
    }

    public override Verdict Judge(AttemptContext attempt, HttpResponseMessage response) => edge.Judge(response) ?? base.Judge(attempt, response);

    public override Verdict Judge(AttemptContext attempt, ProviderResponse answer, Verdict head) => edge.Judge(answer) ?? head;

    protected override Secret TextOf(PsnGrant token) => token.AccessToken;

    private PsnRun RunOf(AttemptContext attempt) => _runs.TryGetValue(attempt.Account!, out PsnRun? run) ? run : Begin(attempt.Account!, attempt.Ids);

    // By itself, since what it captures would cost every request.
    private PsnRun Begin(Account account, IIdGenerator ids) => _runs.GetValue(account, one => new PsnRun(
        ids.NextSpan().ToString("x16", CultureInfo.InvariantCulture), new PsnPaces(one.Id)));

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>An account in this run of the program: there is one handle of it.</summary>
    private sealed record PsnRun(string Trace, PsnPaces Paces);
}

/// <summary>What the requests call themselves: this package, and no app of the service's own.</summary>
internal static class PsnUserAgent
{
    private static readonly string Value = $"GameAuth.Psn/{typeof(PsnOptions).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>An application's own request may have a name of its own.</summary>
    public static void Add(HttpRequestMessage request)
    {
        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", Value);
        }
    }
}
