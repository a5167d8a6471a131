using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Storage;

/// <summary>A small private file of a key source that is created once and never replaced. A lock file beside it makes all first runs agree on one content.</summary>
/// <param name="path">The file; the lock file is <c>{path}.lock</c>.</param>
/// <param name="disk">The disk.</param>
/// <param name="time">Measures the wait for another first run.</param>
/// <param name="failure">Makes the error of the source that owns the file.</param>
internal sealed class WriteOnceFile(string path, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure)
{
    private const int MaxLength = 4096;

    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    private readonly string _directory = System.IO.Path.GetDirectoryName(path)!;
    private readonly LockFiles _locks = new(disk, time);

    public string Path => path;

    /// <summary>The directory of the token store that the file belongs to; null for a file outside of a store.</summary>
    public string? StoreDirectory { get; init; }

    /// <summary>Whether no other user may read it. Ask before <see cref="Read"/>, which makes a file private that others may write.</summary>
    public bool IsPrivate => Try(() => disk.IsPrivate(path));

    /// <summary>The directory of a store's key files.</summary>
    public static string KeyDirectory(string storeDirectory) => System.IO.Path.Combine(System.IO.Path.GetFullPath(storeDirectory), "keys");

    /// <summary>A file in <see cref="KeyDirectory"/>.</summary>
    public static WriteOnceFile InStore(
        string storeDirectory, string name, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure) =>
        new(System.IO.Path.Combine(KeyDirectory(storeDirectory), name), disk, time, failure) { StoreDirectory = System.IO.Path.GetFullPath(storeDirectory) };

    /// <summary>Reads the file; null where there is none.</summary>
    public byte[]? Read() => Try(() =>
    {
        disk.CheckParents(StoreDirectory ?? path);
        byte[]? content = disk.Read(path, MaxLength);
        if (content is not null)
        {
            // Its creator may have died before the name was on the disk, and rows are about to be sealed with this key.
            disk.FlushDirectory(_directory);
        }

        return content;
    });

    /// <summary>Takes the lock that a creator must hold. Creates the directories first.</summary>
    public async ValueTask<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        string lockFile = path + ".lock";
        Try(() =>
        {
            Prepare();
            _locks.VerifyExclusion(lockFile);
            return true;
        });
        try
        {
            return await _locks.AcquireAsync(lockFile, LockWait, deletes: false, cancellationToken).ConfigureAwait(false)
                ?? throw failure($"another process has kept {lockFile} locked for {LockWait.TotalSeconds:0} s. End it if it hangs.", null);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw Failed(e);
        }
    }

    /// <summary>Creates the file, whole or not at all. The caller holds the lock.</summary>
    public void Create(byte[] content) => Try(() =>
    {
        DeleteTemporaryFiles();
        string temporary = StoreLayout.Temporary(path);
        disk.Create(temporary, content);

        // The directories come first, so that a file on the disk is always reachable.
        disk.FlushDirectoryAndParents(_directory);
        disk.Move(temporary, path);
        disk.FlushDirectory(_directory);
        return true;
    });

    /// <summary>Takes the lock and deletes the file, and the temporary files of creators that were cut off. The lock file stays.</summary>
    public async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        if (Read() is not { } content)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(content);
        using IDisposable held = await LockAsync(cancellationToken).ConfigureAwait(false);
        Try(() =>
        {
            DeleteTemporaryFiles();
            disk.Delete(path);
            disk.FlushDirectory(_directory);
            return true;
        });
    }

    private void Prepare()
    {
        if (StoreDirectory is not null)
        {
            // Marked as a store's directory before the store opens it: the store accepts an empty directory, and refuses one that has other files only.
            StoreLayout layout = new(StoreDirectory);
            disk.PrepareDirectory(StoreDirectory, System.IO.Path.GetFileName(layout.Header), System.IO.Path.GetFileName(layout.Entries), System.IO.Path.GetFileName(_directory));
            disk.PrepareDirectory(_directory);
        }
        else
        {
            if (!disk.Exists(_directory))
            {
                disk.PrepareDirectory(_directory);
            }

            // Who may write the directory could rename the file, and the next start would make another key.
            disk.CheckParents(path);
        }
    }

    private void DeleteTemporaryFiles()
    {
        string prefix = System.IO.Path.GetFileName(path) + ".";
        foreach (string name in disk.List(_directory).Where(name =>
            name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(StoreLayout.TemporarySuffix, StringComparison.Ordinal)).ToArray())
        {
            disk.Delete(System.IO.Path.Combine(_directory, name));
        }
    }

    private T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw Failed(e);
        }
        catch (CredentialStoreException e) when (e.State == RowState.StoreUnavailable)
        {
            throw failure(e.Message, null);
        }
    }

    private CredentialStoreException Failed(Exception e) =>
        failure(StoreErrors.Describe(e, $"the file {path}"), e);
}

/// <summary>A <see cref="WriteOnceFile"/> of JSON with a format number. A damaged file is never replaced, and neither is one of a newer format.</summary>
internal sealed class KeyDocument<T>(WriteOnceFile file, JsonTypeInfo<T> json, Func<string, Exception?, CredentialStoreException> failure)
    where T : class
{
    public WriteOnceFile File => file;

    /// <summary>Reads the document; null where there is none.</summary>
    public T? Read()
    {
        if (file.Read() is not { } content)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return Format(document.RootElement) switch
            {
                > KeyDocumentRecord.CurrentFormat => throw Newer(),
                KeyDocumentRecord.CurrentFormat => document.RootElement.Deserialize(json) ?? throw Damaged(),
                _ => throw Damaged(),
            };
        }
        catch (JsonException)
        {
            throw Damaged();
        }
    }

    /// <summary>Creates the document. The caller holds the file's lock.</summary>
    public void Create(T value) => file.Create(JsonSerializer.SerializeToUtf8Bytes(value, json));

    public CredentialStoreException Newer() => StoreErrors.NewerFormat($"the file {file.Path}");

    public CredentialStoreException Damaged() =>
        failure($"the file {file.Path} is damaged. Restore it from a backup; it is not replaced, since the rows under its key would be lost. To start over, remove the store's directory.", null);

    private static int Format(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.Number
            && format.TryGetInt32(out int number) ? number : 0;
}

/// <summary>The member that every <see cref="KeyDocument{T}"/> has.</summary>
internal abstract record KeyDocumentRecord
{
    /// <summary>The only format so far.</summary>
    public const int CurrentFormat = 1;

    [JsonPropertyOrder(-1)]
    public int Format { get; init; } = CurrentFormat;
}
