using Microsoft.Identity.Client.Extensions.Msal;

namespace GameAuth.Torture;

/// <summary>The file storage of Microsoft.Identity.Client.Extensions.Msal, unprotected, a file per row.</summary>
internal sealed class MsalSubject(string directory) : ISubject
{
    private readonly Dictionary<string, Microsoft.Identity.Client.Extensions.Msal.Storage> _files = new(StringComparer.Ordinal);

    public Task OpenAsync()
    {
        Directory.CreateDirectory(directory);
        return Task.CompletedTask;
    }

    public Task SaveAsync(string row, byte[] value)
    {
        File(row).WriteData(value);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string row)
    {
        File(row).Clear(ignoreExceptions: false);
        return Task.CompletedTask;
    }

    public Task<Sight> ReadAsync(string row)
    {
        if (!System.IO.File.Exists(Path.Combine(directory, row)))
        {
            return Task.FromResult(Sight.Missing);
        }

        byte[] value = File(row).ReadData();
        return Task.FromResult(value.Length == 0 ? Sight.Unreadable("Empty file") : Sight.Of(value));
    }

    private Microsoft.Identity.Client.Extensions.Msal.Storage File(string row)
    {
        if (!_files.TryGetValue(row, out Microsoft.Identity.Client.Extensions.Msal.Storage? file))
        {
            StorageCreationProperties properties = new StorageCreationPropertiesBuilder(row, directory).WithUnprotectedFile().Build();
            _files[row] = file = Microsoft.Identity.Client.Extensions.Msal.Storage.Create(properties);
        }

        return file;
    }
}
