using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>
/// The proof keys of one registration: made where the host wants them, opened where they are. It never makes a key because another one
/// could not be opened. Safe for use from any thread; found at <c>ProviderContext.ProofKeys</c>.
/// </summary>
public sealed class ProofKeys
{
    private readonly string _provider;
    private readonly ProofKeySource[] _makers;
    private readonly ProofKeySource[] _openers;
    private readonly AuthTelemetry _telemetry;
    private readonly ProofKeyLog _log;
    private readonly List<IProofKeyHolder> _holders = [];

    internal ProofKeys(string provider, IEnumerable<ProofKeySource> chosen, AuthTelemetry telemetry, ILogger log)
    {
        _provider = provider;
        _telemetry = telemetry;
        _log = new ProofKeyLog(log);
        _makers = [.. chosen];
        _openers = [.. _makers, new SoftwareProofKeySource(), HardwareProofKeySource.Cng(), HardwareProofKeySource.Tpm2(persistentHandle: null)];
        if (_makers.Length == 0)
        {
            _makers = [_openers[0]];
        }
    }

    /// <summary>The device identities that keep keys: whoever deletes their rows gives the keys back.</summary>
    internal IReadOnlyList<IProofKeyHolder> Holders => _holders;

    /// <summary>Whether the first place where the host wants new keys is software: only then may another program's key be taken over.</summary>
    public bool PrefersSoftware => string.Equals(_makers[0].Kind, ProofKeyKind.Software, StringComparison.Ordinal);

    /// <summary>Makes a key in the first place that the host chose and that is there; in software where it chose none.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="CredentialStoreException">No chosen place is there; the message says what each of them misses.</exception>
    public ProofKey Create()
    {
        List<string> reasons = [];
        foreach (ProofKeySource maker in _makers)
        {
            if (maker.IsAvailable(out string? reason))
            {
                ProofKey key = maker.Create();
                _log.Made(_provider, maker.Kind, key.IsExportable);
                _telemetry.Account(_provider, AuthEventNames.ProofKeyMade, account: null, maker.Kind);
                return key;
            }

            _log.NotAvailable(_provider, maker.Kind, reason);
            reasons.Add($"{maker.Kind}: {reason}");
        }

        throw new CredentialStoreException(
            $"No new proof key can be made where this host wants it ({string.Join(' ', reasons)}). Mend that, or let UseHardwareProofKeys fall back to software.",
            Storage.RowState.KeyUnavailable) { Provider = _provider, Step = "proof key" };
    }

    /// <summary>Opens a key by its kind, whatever the host makes new keys in.</summary>
    /// <param name="stored">What the row says.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CredentialStoreException">It can't be opened here; the message names the fix. Nothing was deleted, and no other key takes its place.</exception>
    public ProofKey Open(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ProofKey key = (OpenerOf(stored) ?? throw Unknown(stored)).Open(stored);
        _log.Opened(_provider, stored.Kind, key.IsExportable);
        _telemetry.Account(_provider, AuthEventNames.ProofKeyOpened, account: null, stored.Kind);
        return key;
    }

    /// <summary>Deletes a key whose row is gone. A key that can't be reached is left where it is, and the log says so.</summary>
    /// <param name="stored">What the row said.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The row is gone already; a key that stays behind is useless to everybody and no reason to fail.")]
    public void Delete(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        try
        {
            OpenerOf(stored)?.Delete(stored);
        }
        catch (Exception error)
        {
            _log.NotDeleted(_provider, stored.Kind, error.GetType().Name);
        }
    }

    internal void Serve(IProofKeyHolder holder)
    {
        lock (_holders)
        {
            _holders.Add(holder);
        }
    }

    private ProofKeySource? OpenerOf(StoredProofKey stored) =>
        Array.Find(_openers, opener => string.Equals(opener.Kind, stored.Kind, StringComparison.Ordinal));

    private CredentialStoreException Unknown(StoredProofKey stored) => new(
        $"The proof key of this device is of the kind '{(stored.Kind.Length > 32 ? stored.Kind[..32] : stored.Kind)}', which nothing here opens: add its source with UseProofKeySource, update the application, or call ForgetDeviceAsync to make a new device. Nothing was deleted.",
        Storage.RowState.KeyUnavailable) { Provider = _provider, Step = "proof key" };
}
