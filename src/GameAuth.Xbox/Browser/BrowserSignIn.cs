using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The sign-in in a browser: a title is sent to the page that SISU hands out, any other client to the authorize page of login.live.com.</summary>
internal sealed class BrowserSignIn(
    ProviderContext context, XboxAuthClient client, XboxOptions options, MsaApplication application, SisuSignIn sisu, SisuSessions sessions, MsaTokens grants,
    AuthorizationCodeFlow flow)
{
    // Without it a browser that is signed in at Microsoft comes straight back with the same player.
    private const string ChooseAccount = "select_account";

    private bool UsesSisu => application.Kind is XboxClientKind.Title && options.UseSisu;

    /// <summary>Nothing is sent before this has passed.</summary>
    /// <exception cref="GameAuthConfigurationException">SISU wants a title id, and none is configured.</exception>
    public void Check()
    {
        if (UsesSisu && options.TitleId is null)
        {
            throw new GameAuthConfigurationException(
                "xbox: a title signs in in a browser through SISU, which asks for the title's id beside its client id; nothing was sent. Set TitleId of the registration to the "
                + "title's decimal id, set UseSisu to false, or sign in with XboxSignIn.DeviceCode, which needs none.")
            { Provider = XboxDefaults.Provider, Step = SisuSignIn.Step };
        }
    }

    public async Task<AccountBinding> SignInAsync(XboxSignIn how, AccountId account, CancellationToken cancellationToken)
    {
        Check();
        PendingAccount pending = await context.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            // A new account is asked for too: the browser may be signed in as somebody else than the player wants to be.
            string? prompt = how.ForcePrompt || pending.Id == account ? ChooseAccount : null;
            SisuSession? begun = null;
            AuthorizationCodeSettings settings = UsesSisu
                ? Settings(prompt) with
                {
                    Begin = async (request, token) =>
                    {
                        begun = await sisu.BeginAsync(pending, request, prompt, token).ConfigureAwait(false);
                        return begun.Page;
                    },
                }
                : Settings(prompt);
            TokenResponse tokens = await flow.RunAsync(account, settings, how.Prompt!, client.RedeemAsync, cancellationToken).ConfigureAwait(false);

            if (begun is not null)
            {
                // Before there is an account, since whoever keeps accounts alive may ask SISU at once.
                sessions.Keep(pending.Id, begun);
            }

            return await pending.BeginAsync(grants, MsaToken.Of(tokens, options.ClientId), cancellationToken).ConfigureAwait(false);
        }
    }

    private AuthorizationCodeSettings Settings(string? prompt)
    {
        Uri login = options.EndpointOf(XboxEndpoint.Login);
        AuthorizationCodeSettings settings = new(XboxDefaults.Provider, new Uri(login, "/oauth20_authorize.srf"), application.Id)
        {
            Scope = application.Scope,
            RedirectOption = nameof(XboxOptions.RedirectUri),
            More = new OAuthForm().Add("prompt", prompt),
        };
        return BrowserRedirect.Apply(settings, options.RedirectUri, login);
    }
}
