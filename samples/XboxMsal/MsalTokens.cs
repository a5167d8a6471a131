using GameAuth;
using GameAuth.Xbox;
using Microsoft.Identity.Client;

namespace XboxMsal;

/// <summary>Microsoft tokens from MSAL, as <see cref="XboxSignIn.MicrosoftToken"/> wants them: silent always, never a prompt of its own.</summary>
/// <remarks>On Windows, MSAL asks the web account manager once <c>WithBroker</c> of Microsoft.Identity.Client.Broker is on the builder; nothing else changes here.</remarks>
internal sealed class MsalTokens(IPublicClientApplication msal)
{
    // MSAL adds offline_access by itself and refuses to have it named.
    private static readonly string[] Scopes = [XboxDefaults.AzureScope.Split(' ')[0]];

    private IAccount? _player;
    private string? _handedOut;

    /// <summary>Finds the player of MSAL's cache, or has one sign in.</summary>
    public async Task SignInAsync(Func<DeviceCodeResult, Task> show, CancellationToken cancellationToken)
    {
        _player = (await msal.GetAccountsAsync()).FirstOrDefault();
        if (_player is null)
        {
            AuthenticationResult result = await msal.AcquireTokenWithDeviceCode(Scopes, show).ExecuteAsync(cancellationToken);
            _player = result.Account;
        }
    }

    /// <summary>A token that is good now, always of the player who signed in.</summary>
    /// <exception cref="SignInRequiredException">The player has to sign in at Microsoft; a background refresh can not ask.</exception>
    public async Task<MicrosoftToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            AuthenticationResult result = await msal.AcquireTokenSilent(Scopes, _player).ExecuteAsync(cancellationToken);
            if (result.AccessToken == _handedOut)
            {
                // Asked again although MSAL takes it for good: Xbox Live has refused it.
                result = await msal.AcquireTokenSilent(Scopes, _player).WithForceRefresh(true).ExecuteAsync(cancellationToken);
            }

            _handedOut = result.AccessToken;
            return new MicrosoftToken(new Secret(result.AccessToken), result.ExpiresOn);
        }
        catch (MsalUiRequiredException)
        {
            _player = null;
            throw new SignInRequiredException("MSAL wants the player to sign in at Microsoft again.", SignInReason.Expired);
        }
    }
}
