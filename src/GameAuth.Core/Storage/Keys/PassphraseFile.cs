using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The file <c>passphrase.json</c>: made once, judged at each reading, never replaced.</summary>
internal sealed class PassphraseFile(string storeDirectory, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure)
{
    private readonly KeyDocument<PassphraseParameters> _document = new(
        KeyDocuments.In(storeDirectory, "passphrase.json", disk, time, failure), KeyDocuments.Default.PassphraseParameters, failure);

    public OnceFile File => _document.File;

    /// <summary>Makes the parameters of a new passphrase, reads them back, and returns the key; under the file's lock.</summary>
    public async ValueTask<byte[]> CreateAsync(Secret passphrase, int iterations, CancellationToken cancellationToken)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(PassphraseKdf.SaltSize);
        byte[] key = await PassphraseKdf.DeriveAsync(passphrase, salt, iterations, cancellationToken).ConfigureAwait(false);
        _document.Create(new PassphraseParameters { Kdf = PassphraseKdf.Id, Iterations = iterations, Salt = salt, Check = PassphraseKdf.Check(key) });
        return Read() is { } stored && stored.Iterations == iterations && salt.AsSpan().SequenceEqual(stored.Salt)
            ? key
            : throw failure($"the file {File.Path} was made and holds something else now. Check the disk.", null);
    }

    public PassphraseParameters? Read()
    {
        if (_document.Read() is not { } parameters)
        {
            return null;
        }

        if (parameters.Kdf is not null and not PassphraseKdf.Id)
        {
            throw _document.Newer();
        }

        if (parameters is not { Kdf: PassphraseKdf.Id, Salt.Length: >= PassphraseKdf.SaltSize, Check.Length: PassphraseKdf.CheckSize })
        {
            throw _document.Damaged();
        }

        return parameters.Iterations is >= PassphraseKeySource.DefaultIterations and <= PassphraseKeySource.MaxIterations
            ? parameters
            : throw failure(
                $"the file {File.Path} asks for {parameters.Iterations} iterations, and {PassphraseKeySource.DefaultIterations} to {PassphraseKeySource.MaxIterations} "
                + "are accepted. Restore it from a backup; it is not replaced, since the rows under its key would be lost.",
                null);
    }
}
