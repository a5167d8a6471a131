using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Discord;

/// <summary>The ways to a first session.</summary>
internal sealed class DiscordDoors(SessionCalls calls, DiscordDevices devices, DiscordOptions options, ProviderContext context)
{
    private readonly AuthorizationCodeFlow _flow = new(
        context.Time, context.Services.GetRequiredService<ILoggerFactory>().CreateLogger<AuthorizationCodeFlow>());

    public Task<DiscordGrant> SignInAsync(DiscordSignIn how, AccountId account, CancellationToken cancellationToken) =>
        how.Prompt is { } prompt ? AuthorizeAsync(prompt, account, cancellationToken) : TakeAsync(how.Source!, cancellationToken);

    private async Task<DiscordGrant> AuthorizeAsync(ISignInPrompt prompt, AccountId account, CancellationToken cancellationToken)
    {
        if (options.RedirectUri is not { } redirect)
        {
            throw DiscordErrors.Setup(
                DiscordStep.Authorization, $"this sign-in needs {nameof(DiscordOptions.RedirectUri)}; set it to a redirect that is registered at Discord and named to the backend, such as http://127.0.0.1:53170/discord");
        }

        AuthorizationCodeSettings settings = new AuthorizationCodeSettings(
            DiscordDefaults.Provider, new Uri(options.EndpointOf(DiscordEndpoint.Discord), "/oauth2/authorize"), options.ClientId) { Scope = DiscordDefaults.Scope }.At(redirect);
        try
        {
            return await _flow.RunAsync(
                account, settings, prompt, (code, token) => ExchangeAsync(DiscordActivityAuth.FromRedirect(code), token), cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthConfigurationException taken) when (taken.Step == DiscordStep.Authorization)
        {
            throw new GameAuthConfigurationException(
                $"{taken.Message} Or register another redirect at Discord, which compares the port, name it to the backend, and set {nameof(DiscordOptions.RedirectUri)} to it.")
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Authorization };
        }
    }

    private async Task<DiscordGrant> TakeAsync(Func<CancellationToken, Task<DiscordActivityAuth>> source, CancellationToken cancellationToken)
    {
        DiscordActivityAuth? auth;
        try
        {
            auth = await source(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not GameAuthException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The type alone: the message of another library may contain a token.
            throw new ProviderException(
                $"discord: the application's delegate for the embedded SDK failed with {failure.GetType().Name}. Where the player said no, let it throw {nameof(SignInRequiredException)}.",
                status: null, code: null, isTransient: true)
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Activity };
        }

        if (auth is null)
        {
            throw DiscordErrors.Unfit(DiscordStep.Activity, "the application's delegate for the embedded SDK returned nothing");
        }

        return auth.ApplicationId is { } application && application != options.ClientId
            ? throw DiscordErrors.Unfit(DiscordStep.Activity, $"what the embedded SDK gave is for another application than {nameof(ProviderOptions.ClientId)}")
            : await ExchangeAsync(auth, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DiscordGrant> ExchangeAsync(DiscordActivityAuth auth, CancellationToken cancellationToken)
    {
        DiscordDevice device = await context.GetTokenAsync(devices, cancellationToken: cancellationToken).ConfigureAwait(false);
        ProofKey key = devices.OpenKey(device);
        try
        {
            return await calls.ExchangeAsync(auth.ToBody(Nonce()), key, auth.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException reused) when (reused.Code == DiscordErrors.NonceReused)
        {
            // The nonce is looked at before Discord is asked, so that what it gave is as good as before: with a fresh one, once.
            DiscordLog.NonceReused(context.Log);
            return await calls.ExchangeAsync(auth.ToBody(Nonce()), key, auth.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Nonce() => context.Ids.NextUuid().ToString();
}
