using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Hytale.Keys;

namespace GameAuth.Emulator;

/// <content>The keys of the sessions host, and tokens made to order.</content>
public sealed partial class HytaleEmulator
{
    /// <summary>The <c>kid</c> of the key that signs session, identity and server access tokens now.</summary>
    public string SigningKeyId
    {
        get
        {
            lock (_core.State)
                return Authority.Keys.Current.Kid;
        }
    }

    /// <summary>What is wrong with the published key set, from now on. Default: nothing.</summary>
    public HytaleJwksTrick JwksTrick
    {
        get
        {
            lock (_core.State)
                return Authority.JwksTrick;
        }

        set
        {
            lock (_core.State)
                Authority.JwksTrick = value;
        }
    }

    /// <summary>Publishes a key that does not sign yet; the next <see cref="RotateKeys"/> takes it. Once announced it stays the same until then.</summary>
    /// <returns>Its <c>kid</c>.</returns>
    public string AnnounceKey()
    {
        lock (_core.State)
            return Authority.Keys.Announce().Kid;
    }

    /// <summary>Signs with a new key from now on: the announced one, or one that is published this moment.</summary>
    /// <param name="keepOld">Whether the keys before stay published, so that tokens of theirs can still be verified.</param>
    /// <returns>The new <c>kid</c>.</returns>
    public string RotateKeys(bool keepOld = true)
    {
        lock (_core.State)
            return Authority.Keys.Rotate(keepOld).Kid;
    }

    /// <summary>
    /// Makes a token to order, good or hostile, so that a validator meets tokens of a hand that is not its own. A genuine identity token that is not over yet is
    /// taken by <c>auth-grant</c>; others are known to no host.
    /// </summary>
    /// <param name="request">What it says and how it is signed; a good identity token of a player when null.</param>
    /// <returns>The compact serialization.</returns>
    /// <exception cref="EmulatorException">There is no such profile, or the kind is none of the sessions host's.</exception>
    public string IssueToken(HytaleTokenRequest? request = null)
    {
        request ??= new HytaleTokenRequest();
        if (request.Kind is HytaleTokenKind.Access or HytaleTokenKind.Refresh or HytaleTokenKind.Grant)
            throw new EmulatorException($"IssueToken makes session, identity and server access tokens, no {request.Kind}. Sign in for that one.");
        string name = request.Profile ?? Authority.Accounts.SelectMany(one => one.Profiles).FirstOrDefault()?.Uuid ?? "";
        EmulatedHytaleAccount account = Authority.Accounts.FirstOrDefault(one => one.Profiles.Any(profile => profile.IsCalled(name)))
            ?? throw new EmulatorException($"The emulator has no Hytale profile '{name}'. Add it to an account of HytaleEmulatorOptions.Accounts.");
        EmulatedHytaleProfile profile = account.Profiles.First(one => one.IsCalled(name));
        lock (_core.State)
        {
            string token = TokenForge.Make(Authority.Options, Authority.Keys.Current, request, profile, _core.Clock.Now);
            if (request is { Kind: HytaleTokenKind.Identity, Signature: HytaleSignature.Genuine, Claims: null, Header: null })
            {
                Authority.Tokens.Add(new HytaleToken
                {
                    Kind = HytaleTokenKind.Identity, Value = token, Account = account, Profile = profile,
                    NotAfter = _core.Clock.Now + (request.ExpiresIn ?? Authority.Options.Lifetimes.Session),
                });
            }

            return token;
        }
    }
}
