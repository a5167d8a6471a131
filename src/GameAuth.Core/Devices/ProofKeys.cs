using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>
/// Makes the proof keys of one registration with the sources that the host chose, and opens each with the source of its kind. It never makes a key
/// because another one could not be opened. Safe for use from any thread; found at <c>ProviderContext.ProofKeys</c>.
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
        _openers = [.. _makers, new SoftwareProofKeySource()];
        if (_makers.Length == 0)
        {
            _makers = _openers;
        }
    }

    /// <summary>The device identities that have keys: who deletes their rows deletes the keys too.</summary>
    internal IReadOnlyList<IProofKeyHolder> Holders => _holders;

    /// <summary>Whether new keys are made in software first. Only then may the key of another program be imported.</summary>
    public bool PrefersSoftware => string.Equals(_makers[0].Kind, ProofKeyKind.Software, StringComparison.Ordinal);

    /// <summary>Makes a key with the first source that the host chose and that is available; in software where it chose none.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="CredentialStoreException">No chosen source is available; the message says what each of them misses.</exception>
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
            $"No new proof key can be made where this host wants it ({string.Join(' ', reasons)}). Fix that, or add SoftwareProofKeySource as the last source.",
            Storage.RowState.KeyUnavailable) { Provider = _provider, Step = "proof key" };
    }

    /// <summary>Opens a key with the source of its kind, whichever source makes new keys.</summary>
    /// <param name="stored">What the row says.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CredentialStoreException">It can't be opened here; the message names the fix. Nothing was deleted, and no other key replaces it.</exception>
    public ProofKey Open(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ProofKey key = (OpenerOf(stored) ?? throw Unknown(stored)).Open(stored);
        _log.Opened(_provider, stored.Kind, key.IsExportable);
        _telemetry.Account(_provider, AuthEventNames.ProofKeyOpened, account: null, stored.Kind);
        return key;
    }

    /// <summary>Deletes a key whose row is gone. A key that can't be reached stays where it is, and the log says so.</summary>
    /// <param name="stored">What the row said.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The row is gone already, and a key that stays behind is of no use: no reason to fail.")]
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

    internal void Register(IProofKeyHolder holder)
    {
        lock (_holders)
        {
            _holders.Add(holder);
        }
    }

    private ProofKeySource? OpenerOf(StoredProofKey stored) =>
        Array.Find(_openers, opener => string.Equals(opener.Kind, stored.Kind, StringComparison.Ordinal));

    private CredentialStoreException Unknown(StoredProofKey stored)
    {
        string kind = stored.Kind.Length > 32 ? stored.Kind[..32] : stored.Kind;
        string fix = kind is ProofKeyKind.Cng or ProofKeyKind.Tpm2
            ? "add the package GameAuth.Hardware and call UseHardwareProofKeys or OpenHardwareProofKeys on the machine that made the key"
            : "add its source with UseProofKeySource, update the application";
        return new CredentialStoreException(
            $"The proof key of this device is of the kind '{kind}', and no source here opens it: {fix}, or call ForgetDeviceAsync to make a new device. Nothing was deleted.",
            Storage.RowState.KeyUnavailable) { Provider = _provider, Step = "proof key" };
    }
}

/// <summary>The log lines of proof keys: kinds and reasons, never a key or what it is wrapped as.</summary>
internal sealed partial class ProofKeyLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1401, LogLevel.Information, "{Provider}: a new proof key was made (kind: {Kind}, exportable: {IsExportable}).")]
    public partial void Made(string provider, string kind, bool isExportable);

    [LoggerMessage(1402, LogLevel.Debug, "{Provider}: the proof key was opened (kind: {Kind}, exportable: {IsExportable}).")]
    public partial void Opened(string provider, string kind, bool isExportable);

    [LoggerMessage(1403, LogLevel.Warning, "{Provider}: no proof key of the kind {Kind} can be made here: {Reason}")]
    public partial void NotAvailable(string provider, string kind, string reason);

    [LoggerMessage(1404, LogLevel.Warning, "{Provider}: the forgotten proof key (kind: {Kind}) could not be deleted ({Error}) and stays where it is, unused.")]
    public partial void NotDeleted(string provider, string kind, string error);
}
