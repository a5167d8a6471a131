using System.Net.Http.Headers;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <summary>The ways to a first grant.</summary>
internal sealed class PsnDoors(Exchange exchange, PsnTokenCalls tokens, PsnOptions options, ProviderContext context)
{
    public const string ServiceEntity = "urn:service-entity:psn";

    private readonly AuthorizationCodeFlow _flow = new(
        context.Time, context.Services.GetRequiredService<ILoggerFactory>().CreateLogger<AuthorizationCodeFlow>());

    private readonly Uri _npssoPage = new(options.EndpointOf(PsnEndpoint.Account), "/api/v1/ssocookie");

    public async Task<PsnGrant> SignInAsync(PsnSignIn how, AccountId account, PsnDevice device, CancellationToken cancellationToken)
    {
        if (how.Door is PsnDoor.SsoToken)
        {
            Secret pasted = await AskAsync(how.Prompt, account, cancellationToken).ConfigureAwait(false);
            return await tokens.ExchangeNpssoAsync(pasted, device, cancellationToken).ConfigureAwait(false);
        }

        Uri redirect = options.RedirectUri ?? throw new GameAuthConfigurationException(
            "psn: this sign-in comes back at a redirect, and none is configured; nothing was sent. Set RedirectUri to the one that your client is registered with.")
        { Provider = PsnDefaults.Provider, Step = PsnStep.Authorization };
        AuthorizationCodeSettings settings = Settings(device);
        if (how.Door is PsnDoor.Browser)
        {
            return await _flow.RunAsync(account, settings.At(redirect), how.Prompt, tokens.RedeemAsync, cancellationToken).ConfigureAwait(false);
        }

        // The same sign-in, in which this program visits the page in the player's place: so the answer is bound and read in one way.
        Secret npsso = await AskAsync(how.Prompt, account, cancellationToken).ConfigureAwait(false);
        NpssoVisit visit = new(exchange, options.EndpointOf(PsnEndpoint.SignIn), redirect, npsso);
        return await _flow.RunAsync(account, settings with { Redirect = redirect }, visit, tokens.RedeemAsync, cancellationToken).ConfigureAwait(false);
    }

    private AuthorizationCodeSettings Settings(PsnDevice device) =>
        new(PsnDefaults.Provider, new Uri(options.EndpointOf(PsnEndpoint.Account), "/api/authz/v3/oauth/authorize"), options.ClientId)
        {
            Scope = options.Scope,
            UsesPkce = options.UsePkce,
            RedirectOption = nameof(PsnOptions.RedirectUri),

            // The service may leave out the state; it repeats this.
            Echoed = new EchoedParameter("cid", new Secret(context.Ids.NextUuid().ToString())),
            AllowsRepeatedParameters = true,
            MapError = PsnErrors.OfRedirect,
            More = new OAuthForm().Add("service_entity", ServiceEntity).Add("access_type", "offline").Add("no_captcha", "true")
                .Add("duid", options.SendDeviceAtAuthorize ? device.Duid : null),
        };

    private async Task<Secret> AskAsync(ISignInPrompt prompt, AccountId account, CancellationToken cancellationToken)
    {
        Secret pasted = await prompt.AskAsync(new PasteChallenge("npsso", _npssoPage) { Account = account }, cancellationToken).ConfigureAwait(false)
            ?? throw new SignInRequiredException("psn: the player gave no npsso.", SignInReason.Declined) { Provider = PsnDefaults.Provider, Step = PsnStep.Npsso };
        return NpssoText.Find(pasted) ?? throw new ProviderException(
            "psn: what was pasted is no npsso; nothing was sent. Sign in at the service in a browser, open the page that the prompt names in the same browser, and paste the 64 letters and digits "
            + "that it shows, or the whole text of the page.", status: null, code: null, isTransient: false)
        { Provider = PsnDefaults.Provider, Step = PsnStep.Npsso };
    }
}

/// <summary>Reads what a player pasted as an npsso: 64 letters and digits, alone or in the JSON of the page that shows it.</summary>
internal static class NpssoText
{
    private const int Length = 64;

    public static Secret? Find(Secret pasted)
    {
        string text = pasted.Reveal().Trim();
        const string Member = "\"npsso\":\"";
        int member = text.StartsWith('{') ? text.IndexOf(Member, StringComparison.Ordinal) : -1;
        if (member >= 0)
        {
            string rest = text[(member + Member.Length)..];
            text = rest.IndexOf('"', StringComparison.Ordinal) is >= 0 and int end ? rest[..end] : rest;
        }

        return text.Length == Length && text.All(char.IsAsciiLetterOrDigit) ? new Secret(text) : null;
    }
}

/// <summary>Visits the authorize page with an npsso, and hands on the address that it leads to. The npsso goes to that one page, once.</summary>
internal sealed class NpssoVisit(Exchange exchange, Uri signInHost, Uri redirect, Secret npsso) : ISignInPrompt
{
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Uri page = ((RedirectChallenge)challenge).Authorize;
        ProviderCall call = new(PsnStep.Authorization, () => Build(page)) { Pace = PsnLimits.SignIn, TakesRedirect = true };
        ProviderResponse answer = await exchange.SendAsync(call, whileShown).ConfigureAwait(false);
        if (answer.Status is < 300 or > 399)
        {
            throw TokenResult.FindError(answer) is { } error
                ? PsnErrors.OfToken(error, isRefresh: false)
                : answer.Failure("is no redirect, so it holds no code");
        }

        string text = answer.Header("Location") ?? "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? location))
        {
            throw answer.Failure("leads nowhere: it has no absolute Location", isTransient: false);
        }

        if (EndpointRules.IsSameOrigin(location, signInHost))
        {
            throw PsnErrors.OfRedirect(Parameter(location, "error"), Parameter(location, "error_code"));
        }

        return string.Equals(location.Scheme, redirect.Scheme, StringComparison.Ordinal) && string.Equals(location.Authority, redirect.Authority, StringComparison.OrdinalIgnoreCase)
            ? new Secret(text)
            : throw answer.Failure("leads neither to the redirect nor to the sign-in page; it was not followed", isTransient: false);
    }

    private HttpRequestMessage Build(Uri page)
    {
        HttpRequestMessage request = new(HttpMethod.Get, page);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        request.Headers.TryAddWithoutValidation("Cookie", $"npsso={npsso.Reveal()}");
        PsnUserAgent.Add(request);
        return request;
    }

    // The page repeats some parameters; the first one of a name will do, since nothing hangs on it.
    private static string? Parameter(Uri address, string name) => address.Query.TrimStart('?').Split('&')
        .Select(static pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && string.Equals(pair[0], name, StringComparison.Ordinal))
        .Select(static pair => Uri.UnescapeDataString(pair[1])).FirstOrDefault();
}
