using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>One import. The order is law: read, write sealed, read back, and only then remove. Nothing goes over the wire.</summary>
internal sealed class ImportRun<TGrant>(
    AccountDirectory directory, TokenSource<TGrant> grants, ICredentialImporter<TGrant> importer, CredentialImport from, string clientId, ImportOptions options)
    where TGrant : class, IToken
{
    private readonly List<ImportedAccount> _imported = [];
    private readonly List<SkippedCredential> _skipped = [];
    private readonly List<NotRemovedFile> _notRemoved = [];
    private readonly ImportIntents _intents = new(directory);
    private bool _deviceTaken;

    public async Task<ImportResult> RunAsync(CancellationToken cancellationToken)
    {
        RefuseOtherClientId();
        IReadOnlyList<string> files = ImportFiles.Find(from.Path, importer.Takes, directory.Provider);
        RowKey gate = new(directory.PartitionOf("import"), "gate");
        IStoreLease lease = await directory.Engine.Vault.LeaseAsync(gate, directory.Engine.Options.LeaseWait, cancellationToken).ConfigureAwait(false)
            ?? throw new CredentialStoreException("Another process is importing; try again when it is done.", RowState.StoreUnavailable)
            { Provider = directory.Provider, Step = "import" };
        await using (lease.ConfigureAwait(false))
        {
            await _intents.SweepAsync(cancellationToken).ConfigureAwait(false);
            foreach (string path in files)
            {
                await TakeFileAsync(ImportFiles.Read(path), cancellationToken).ConfigureAwait(false);
            }
        }

        return new ImportResult { Imported = _imported, Skipped = _skipped, NotRemoved = _notRemoved, DeviceTaken = _deviceTaken };
    }

    private void RefuseOtherClientId()
    {
        if (from.ClientId is { } other && !IsOwn(other))
        {
            throw new GameAuthConfigurationException(
                $"The credentials at {from.Path} were issued to another client id than that of the registration '{directory.Registration}', and work with no other. "
                + "Import them into a registration with that client id, or let the player sign in.") { Provider = directory.Provider, Step = "import" };
        }
    }

    private bool IsOwn(string other) => string.Equals(other, clientId, StringComparison.OrdinalIgnoreCase);

    private async Task TakeFileAsync(ImportFile file, CancellationToken cancellationToken)
    {
        ImportFindings<TGrant> findings = Understand(file);
        bool removable = !findings.Skipped.Exists(static skipped => Holds(skipped.Reason));
        bool taken = false;
        _skipped.AddRange(findings.Skipped);
        if (findings.Device is { Scope: not TokenScope.Account } shared && options.TakeDevice)
        {
            _deviceTaken |= await shared.TryTakeAsync(directory.RegistrationChain, cancellationToken).ConfigureAwait(false);
        }

        // Accounts with a device each must not share the one of a file that has several.
        FoundDevice? own = findings is { Device.Scope: TokenScope.Account, Grants.Count: 1 } && options.TakeDevice ? findings.Device : null;
        foreach (FoundCredential<TGrant> found in findings.Grants)
        {
            (bool stored, bool spare) = await TakeAsync(found, own, cancellationToken).ConfigureAwait(false);
            taken |= stored;
            removable &= spare;
        }

        if (options.RemoveSource)
        {
            _notRemoved.AddRange(taken && removable
                ? new SourceRemoval(LocalDisk.Instance).Remove(file, importer.Companions(file.Name))
                : [new NotRemovedFile(file.Path, taken
                    ? "It holds something that was not taken; see what was skipped, and delete it by hand when it is of no use."
                    : "Nothing was taken from it, so it is left as it is.")]);
        }
    }

    private ImportFindings<TGrant> Understand(ImportFile file)
    {
        string? problem = file.Problem;
        if (problem is null)
        {
            ImportFindings<TGrant> findings = new(file.Name);
            try
            {
                importer.Read(file.Text, findings);
                return findings;
            }
            catch (Exception error) when (error is JsonException or FormatException or ArgumentException or InvalidOperationException
                or NotSupportedException or OverflowException or CryptographicException)
            {
                // Its message may quote the file.
                problem = $"It is damaged, or not of this format ({error.GetType().Name}).";
            }
        }

        ImportFindings<TGrant> nothing = new(file.Name);
        nothing.Skip(ImportSkipReason.Unreadable, problem);
        return nothing;
    }

    /// <returns>Whether a sealed copy is there now, and whether the source may go as far as this entry is concerned.</returns>
    private async Task<(bool Stored, bool Spare)> TakeAsync(FoundCredential<TGrant> found, FoundDevice? device, CancellationToken cancellationToken)
    {
        if (found.ClientId is { } issuedTo && !IsOwn(issuedTo))
        {
            Skip(found, ImportSkipReason.OtherClientId, "It was issued to another client id than the registration's; import it into a registration with that one, or sign in.");
            return (false, false);
        }

        if (found.Grant is IGrantToken { SignInExpiresAt: { } end } && end <= directory.Engine.Time.GetUtcNow())
        {
            Skip(found, ImportSkipReason.Expired, "Its sign-in has ended; sign in.");
            return (false, true);
        }

        if (await new ImportedBefore(directory).FindAsync(found.Mark, found.Subject, cancellationToken).ConfigureAwait(false) is { } there)
        {
            bool whole = await there.IsWholeAsync(grants, cancellationToken).ConfigureAwait(false);
            string message = whole ? there.Message : "It has an account whose sealed grant can not be opened: sign that account out and import again.";
            Skip(found, ImportSkipReason.AlreadyThere, message, there.Binding.Id);
            return (whole, whole && there.IsAsGood);
        }

        _imported.Add(new ImportedAccount(await StoreAsync(found, device, cancellationToken).ConfigureAwait(false), found.Source));
        return (true, true);
    }

    private async Task<AccountId> StoreAsync(FoundCredential<TGrant> found, FoundDevice? device, CancellationToken cancellationToken)
    {
        string key = AccountDirectory.NewKey();
        await _intents.DeclareAsync(key, cancellationToken).ConfigureAwait(false);
        AccountBinding stored = await directory.BeginAsync(
            key, grants, found.Grant,
            row => row with { DisplayName = found.DisplayName, Import = new ImportMark(found.Mark, found.Subject) },
            async binding =>
            {
                // Before the account is there, so that what failed is swept by the next import and begun anew.
                await ReadBack.CheckAsync(binding.Chain.Entry(grants, audience: null), found.Grant, cancellationToken).ConfigureAwait(false);
                _deviceTaken |= device is not null && await device.TryTakeAsync(binding.Chain, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if ((await directory.Rows.ReadAsync(key, cancellationToken).ConfigureAwait(false)).Row?.Import?.Token != found.Mark)
        {
            throw ReadBack.Failed(directory.Provider);
        }

        await _intents.EndAsync(key, cancellationToken).ConfigureAwait(false);
        directory.Tell(AuthEventNames.Imported, stored.Id);
        return stored.Id;
    }

    private void Skip(FoundCredential<TGrant> found, ImportSkipReason reason, string message, AccountId? account = null) =>
        _skipped.Add(new SkippedCredential(found.Source, reason, account, message));

    /// <summary>Whether the source is the only place of something that may still be of use.</summary>
    private static bool Holds(ImportSkipReason reason) =>
        reason is ImportSkipReason.Unreadable or ImportSkipReason.OtherClientId or ImportSkipReason.OtherEndpoint;
}

/// <summary>Reads what was just written from the store again: only then may the source go.</summary>
internal static class ReadBack
{
    /// <exception cref="CredentialStoreException">The store returned something else, or nothing.</exception>
    public static async Task CheckAsync<T>(TokenCacheEntry<T> slot, T written, CancellationToken cancellationToken)
        where T : class, IToken
    {
        TokenRow<T> row = await new TokenRowWriter<T>(slot).ReadAsync(cancellationToken).ConfigureAwait(false);
        JsonElement wanted = JsonSerializer.SerializeToElement(written, slot.TypedSource.SaveAs!);
        if (row.Stored is null || row.State is not RowState.Found || !JsonElement.DeepEquals(row.Stored.Token, wanted))
        {
            throw Failed(slot.Chain.Provider);
        }
    }

    public static CredentialStoreException Failed(string provider) => new(
        "The token store returned something else than an import had just written to it. Check its disk; the source of the import was not touched.",
        RowState.StoreUnavailable) { Provider = provider, Step = "import" };
}
