/** The bundler takes styles from where they are imported. */
declare module '*.css';
