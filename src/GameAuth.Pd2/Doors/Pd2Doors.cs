using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>The ways to a first grant.</summary>
internal sealed class Pd2Doors(OAuthCalls oauth, Pd2Options options, ProviderContext context)
{
    private static readonly TimeSpan BrowserTimeout = TimeSpan.FromMinutes(10);

    private readonly AuthorizationCodeFlow _flow = new(
        context.Time, context.Services.GetRequiredService<ILoggerFactory>().CreateLogger<AuthorizationCodeFlow>());

    private readonly Uri _loginPage = new(options.EndpointOf(Pd2Endpoint.Website), "/login");

    public Task<Pd2Grant> SignInAsync(Pd2SignIn how, AccountId account, CancellationToken cancellationToken)
    {
        bool isWebsite = how.Door is Pd2Door.Browser or Pd2Door.Paste;
        if (isWebsite != options.Tokens is Pd2TokenKind.Website)
        {
            throw Setup(
                $"{nameof(Pd2SignIn)}.{how.Door} brings {(isWebsite ? "a website token" : "OAuth tokens")}, and this registration lives by {(isWebsite ? "OAuth tokens" : "website tokens")}",
                $"Set {nameof(Pd2Options.Tokens)} to {(isWebsite ? Pd2TokenKind.Website : Pd2TokenKind.OAuth)}, or add a second registration for it.");
        }

        return how.Door switch
        {
            Pd2Door.OAuth => AuthorizeAsync(how.Prompt!, account, cancellationToken),
            Pd2Door.Supplied => TakeAsync(how.Source!, cancellationToken),
            _ => AskAsync(how, account, cancellationToken),
        };
    }

    private Task<Pd2Grant> AuthorizeAsync(ISignInPrompt prompt, AccountId account, CancellationToken cancellationToken)
    {
        if (options.ClientId.Length == 0 || options.RedirectUri is null)
        {
            throw Setup(
                $"this sign-in needs {nameof(Pd2Options.ClientId)} and {nameof(Pd2Options.RedirectUri)}, and one of them is not configured",
                $"Set both to what your client is registered with, or let your backend sign the player in and hand its tokens to {nameof(Pd2SignIn)}.{nameof(Pd2SignIn.Supplied)}.");
        }

        AuthorizationCodeSettings settings = new(Pd2Defaults.Provider, new Uri(options.EndpointOf(Pd2Endpoint.OAuth), "/oauth/auth"), options.ClientId)
        {
            Scope = options.Scope,
            UsesPkce = options.UsePkce,
            RedirectOption = nameof(Pd2Options.RedirectUri),
        };
        return _flow.RunAsync(account, settings.At(options.RedirectUri), prompt, oauth.RedeemAsync, cancellationToken);
    }

    private async Task<Pd2Grant> TakeAsync(Func<CancellationToken, Task<Pd2Tokens>> source, CancellationToken cancellationToken)
    {
        Pd2Tokens? tokens;
        try
        {
            tokens = await source(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not GameAuthException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The type alone: the message of another library may contain a token.
            throw new ProviderException(
                $"pd2: the application's delegate for OAuth tokens failed with {failure.GetType().Name}. Where the player said no, let it throw {nameof(SignInRequiredException)}.",
                status: null, code: null, isTransient: true)
            { Provider = Pd2Defaults.Provider, Step = Pd2Step.Supplied };
        }

        return Pd2Grant.FromSupplied(tokens, previous: null, context.Time.GetUtcNow(), Pd2Step.Supplied);
    }

    private async Task<Pd2Grant> AskAsync(Pd2SignIn how, AccountId account, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(BrowserTimeout, context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        SignInChallenge challenge = how.Door is Pd2Door.Browser
            ? new BrowserValueChallenge(_loginPage, options.EndpointOf(Pd2Endpoint.Website), Pd2Defaults.WebsiteTokenKey) { Account = account, ExpiresAt = context.Time.GetUtcNow() + BrowserTimeout }
            : new PasteChallenge(Pd2Defaults.WebsiteTokenKey, _loginPage) { Account = account };
        try
        {
            // Whoever pastes has all the time that there is; a browser that is left open has not.
            Secret? answer = await how.Prompt!.AskAsync(challenge, how.Door is Pd2Door.Browser ? either.Token : cancellationToken).ConfigureAwait(false);
            return Check(answer ?? throw Over(SignInReason.Declined, "The player gave no token."));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && how.Door is Pd2Door.Browser && !cancellationToken.IsCancellationRequested)
        {
            throw Over(SignInReason.TimedOut, "No token came within 10 minutes.");
        }
    }

    private Pd2Grant Check(Secret answer)
    {
        Secret token = WebsiteToken.Bare(answer);
        if (WebsiteToken.EndOf(token) is not { } end)
        {
            throw Unfit($"what was given is no website token; nothing was sent. It has {WebsiteToken.Shape}: sign in at the website in a browser, open its developer tools, and copy the value of "
                + $"'{Pd2Defaults.WebsiteTokenKey}' from the local storage");
        }

        Pd2Grant grant = Pd2Grant.FromWebsite(token, context.Clock.ToLocal(end), renewed: null, context.Time.GetUtcNow());
        return grant.SignInExpiresAt > context.Time.GetUtcNow() ? grant : throw Unfit("the website token has ended; nothing was sent. Sign in at the website once more, and take the new value");
    }

    private static ProviderException Unfit(string what) => new($"pd2: {what}.", status: null, code: null, isTransient: false)
    { Provider = Pd2Defaults.Provider, Step = Pd2Step.WebsiteToken };

    private static SignInRequiredException Over(SignInReason reason, string what) => new($"pd2: step '{Pd2Step.WebsiteToken}' is over. {what}", reason)
    { Provider = Pd2Defaults.Provider, Step = Pd2Step.WebsiteToken };

    private static GameAuthConfigurationException Setup(string what, string fix) => new($"pd2: {what}; nothing was sent. {fix}")
    { Provider = Pd2Defaults.Provider, Step = Pd2Step.Authorization };
}
