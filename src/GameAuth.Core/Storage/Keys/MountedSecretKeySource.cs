using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A key that the platform mounts as a file: systemd credentials, Docker and Kubernetes secrets.</summary>
/// <remarks>
/// The file has 32 random bytes, raw, as 64 hex digits or as base64. Symbolic links are followed, since Kubernetes mounts
/// secrets through them. See systemd.exec(5), "Credentials", and the Docker and Kubernetes pages on secrets.
/// </remarks>
public sealed class MountedSecretKeySource : MasterKeySource
{
    private readonly string? _path;
    private readonly string? _credential;

    /// <summary>Names the file.</summary>
    /// <param name="path">Where it is mounted, such as <c>/run/secrets/gameauth</c>.</param>
    public MountedSecretKeySource(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        Name = $"mounted secret {_path}";
    }

    private MountedSecretKeySource(string? path, string name, string credential)
    {
        _path = path;
        _credential = credential;
        Name = name;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override KeyProtection Protection => KeyProtection.MountedSecret;

    /// <summary><c>mounted-secret</c>, or <c>systemd-credential</c>.</summary>
    public override string Kind => _credential is null ? "mounted-secret" : "systemd-credential";

    internal override string Absence => _credential is null ? base.Absence
        : $"$CREDENTIALS_DIRECTORY has no file {_credential}. Add LoadCredentialEncrypted={_credential} to the unit, or configure another source.";

    /// <summary>A systemd credential: the file <c>$CREDENTIALS_DIRECTORY/{name}</c> (systemd.exec(5), <c>LoadCredentialEncrypted=</c>).</summary>
    /// <param name="name">The credential's name; no path.</param>
    /// <returns>The source; it has no key where the variable is not set or its directory has no such file.</returns>
    /// <exception cref="ArgumentException">The name is empty or a path.</exception>
    public static MountedSecretKeySource FromCredentialsDirectory(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!string.Equals(name, Path.GetFileName(name), StringComparison.Ordinal) || name is "." or "..")
        {
            throw new ArgumentException("A credential has a plain name, not a path.", nameof(name));
        }

        string? directory = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        return new(string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, name), $"systemd credential {name}", name);
    }

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        if (_path is null || (_credential is not null && !Path.Exists(_path)))
        {
            return null;
        }

        byte[] file = await ReadAsync(_path, cancellationToken).ConfigureAwait(false);
        try
        {
            return MasterKeyFormat.Read(file, Name, Protection) ?? throw Unavailable($"the file does not hold {MasterKeyFormat.Accepted}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    private async ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                byte[] buffer = new byte[MasterKeyFormat.MaxLength + 1];
                int count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return buffer[..count];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("the file is not there or may not be read. Mount it, and let this user read it.", e);
        }
    }
}
