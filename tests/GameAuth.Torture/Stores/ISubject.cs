namespace GameAuth.Torture;

/// <summary>A store as the harness sees it: a value per row name. Implement it and name it in <see cref="Subjects"/> to try a store of your own.</summary>
internal interface ISubject
{
    /// <summary>Opens the store's directory, as an application does when it starts; what a crash left is swept here, if ever.</summary>
    Task OpenAsync();

    /// <summary>Saves a value; when it returns, the value is promised to be there.</summary>
    Task SaveAsync(string row, byte[] value);

    /// <summary>Deletes a row; when it returns, the row is promised to be gone.</summary>
    Task DeleteAsync(string row);

    /// <summary>Reads a row; damage is a sight and no exception.</summary>
    Task<Sight> ReadAsync(string row);
}
