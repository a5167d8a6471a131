using System.Net.Http.Headers;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The way over REST, with the account's token in the header.</summary>
internal sealed class Pd2Rest(Exchange exchange, Pd2Options options)
{
    /// <summary>The services of an account.</summary>
    public IFeathers Of(Pd2Account account) => new FeathersRest(exchange, account, options.EndpointOf(Pd2Endpoint.Api), options.RepeatReads);

    /// <summary>Who an OAuth token is of.</summary>
    /// <exception cref="GameAuthException">The service refuses, or names nobody.</exception>
    public async Task<Pd2Identity> WhoAmIAsync(Pd2Account account, CancellationToken cancellationToken)
    {
        Uri target = new(options.EndpointOf(Pd2Endpoint.OAuth), "/oauth/me");
        ProviderCall call = new(Pd2Step.WhoAmI, () => Build(target)) { Account = account, IsRepeatable = true };
        ProviderResponse answer = await exchange.SendAsync(call, cancellationToken).ConfigureAwait(false);
        OwnAccountBody body = answer.IsSuccess ? answer.ReadJson(Pd2Json.Default.OwnAccountBody) : throw Pd2Errors.OfWhoAmI(answer);
        return Pd2Fields.IsId(body.Sub) ? new Pd2Identity(body.Sub!, ServerText.NameOrNull(body.Name)) : throw answer.Failure("names no account", isTransient: false);
    }

    private static HttpRequestMessage Build(Uri target)
    {
        HttpRequestMessage request = new(HttpMethod.Get, target);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}

/// <summary>The answer that says whose token it is. Any member may be missing.</summary>
internal sealed class OwnAccountBody
{
    public string? Sub { get; set; }

    public string? Name { get; set; }
}
